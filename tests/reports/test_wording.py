"""Figures and strangers' text, as a reader sees them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from reports.wording import bound, count, duration, number, visible


def test_figures_read_well() -> None:
    """Three decimals, more where a miss would look like a hit; a true minus; a dash for nothing."""
    assert [number(0.5), number(-0.25), number(None), number(1234.5)] == ["0.500", "−0.250", "–", "1234.5"]
    assert number(0.8996, beside=0.9) == "0.8996"
    assert number(0.9, beside=0.9) == "0.900"
    assert [bound(0.9), bound(0.123456789), bound(-1), bound(30)] == ["0.90", "0.123456789", "−1.00", "30.00"]
    assert [duration(0.84), duration(9.96), duration(75), duration(12000)] == ["0.8 s", "10.0 s", "1 min 15 s", "3 h 20 min"]
    assert [count(1, "gate"), count(20_000, "sample")] == ["1 gate", "20,000 samples"]


@given(st.text(st.characters(exclude_categories=())))
def test_visible_text_hides_nothing(text: str) -> None:
    """What `visible` gives can be encoded, holds no control, and keeps every letter that can be seen."""
    shown = visible(text)
    shown.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert visible(shown) == shown


def test_visible_keeps_ordinary_text() -> None:
    """Scripts of the world, emoji with joiners, tabs and lines pass untouched."""
    text = "Grüße, שלום, नमस्ते, 你好\t👩\u200d💻\nmore"
    assert visible(text) == text
