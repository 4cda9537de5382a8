"""The samples as the page embeds them."""

from reports import samples


def test_samples_are_missed_unscored_or_ok() -> None:
    """A miss first; then whatever could not be told; an empty answer that was judged counts."""
    sample = {"missed": False, "outcome": "answered", "measures": {"refused": True}, "verdicts": {"refused": "says no"}}
    assert samples.status(sample) == "ok"
    assert samples.status(sample | {"outcome": "empty"}) == "ok"
    assert samples.status(sample | {"missed": True, "measures": {"refused": None}}) == "missed"
    assert {samples.status(sample | {"outcome": outcome}) for outcome in ("blocked", "error", "not needed")} == {"unscored"}
    assert {samples.status(sample | {"measures": measures}) for measures in ({}, {"refused": None})} == {"unscored"}
    assert samples.status(sample | {"verdicts": {"test": "the judge broke"}}) == "unscored"


def test_long_text_is_cut_with_a_note() -> None:
    """100 kB of answer do not reach the page, but how long it was does."""
    assert samples.cut("x" * 100_000) == {"start": "x" * samples.LONGEST_TEXT, "length": 100_000}
    assert samples.cut("short") == "short"
