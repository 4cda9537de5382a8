"""R.3 on files in the distribution's layout, whole and broken."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fixtures.datasets.dress import STYLES
from fixtures.datasets.multitrust import ood_texts
from fixtures.types import DataError
from tests.datasets.multitrust.conftest import write_picture

FaultOf = Callable[[Callable[[], object]], str]


def rows(style: str) -> list[dict[str, Any]]:
    """Two sentences; the ids are those of `base`."""
    return [{"sentence": f"{style} is good .", "label": "1", "id": "7"}, {"sentence": f"{style} is bad .", "label": 0, "id": 8}]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A tree of ten styles and their base, without unrelated pictures."""
    folder = tmp_path / "robustness" / "ood-text"
    for shade, name in enumerate(("7", "8")):
        write_picture(folder / "related" / f"{name}.png", 40 * shade)
    (folder / "label.json").write_text(json.dumps({name: rows(name) for name in [*STYLES, "base", "extra"]}))
    return tmp_path


def test_rows_become_six_samples_each(small: Path) -> None:
    """Plain, text, related and unrelated; labels as numbers or words; the same picture for every style of a sentence."""
    samples = ood_texts.load(small, 0)

    assert len(samples) == 10 * 2 * 6
    first = [s for s in samples if s.pair == "R.3/shake_w/1"]
    kinds = ["text", "image", "color", "nature", "noise"]
    assert [(s.variant, s.target) for s in first] == [(v, "positive") for v in ["clean", *(f"shake_w-{kind}" for kind in kinds)]]
    assert "base is good" in first[0].prompt.text
    assert {s.target for s in samples if s.pair.endswith("/2")} == {"negative"}
    assert len({s.prompt.pictures[0].key for s in samples if s.variant.endswith("-image")}) == 2
    assert {s.facts["drawn"] for s in samples if s.variant.endswith(("color", "nature", "noise"))} == {True}
    assert {s.prompt.max_new_tokens for s in samples} == {200}
    assert {s.source for s in samples} <= set(ood_texts.SOURCES)


def test_an_id_without_a_base_sentence_has_no_plain_form(small: Path) -> None:
    """Its five variants stay."""
    edit(small, lambda data: data["base"].pop())

    assert len(ood_texts.load(small, 0)) == 10 * (6 + 5)


def edit(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the annotation file."""
    file = root / "robustness" / "ood-text" / "label.json"
    data = json.loads(file.read_text())
    change(data)
    file.write_text(json.dumps(data))


@pytest.mark.parametrize(
    ("change", "place", "expected"),
    [
        (lambda data: data.pop("shake_w"), "label.json: found the names augment", "shake_w"),
        (lambda data: data.pop("base"), "label.json: found the names augment", "base"),
        (lambda data: data.update(augment=[]), "label.json, augment: found []", "a list of objects, at least one"),
        (lambda data: data["tweet_p0"][1].update(label=2), "label.json, tweet_p0, row 2: found label = 2", "0 (negative) or 1 (positive)"),
        (lambda data: data["tweet_p0"][1].update(label=True), "tweet_p0, row 2: found label = True", "0 (negative) or 1 (positive)"),
        (lambda data: data["bible_p0"][0].pop("id"), "bible_p0, row 1: found the keys sentence, label", "the keys sentence, label, id"),
        (lambda data: data["bible_p0"][0].update(id=None), "bible_p0, row 1: found id = None", "the number or name of a picture"),
        (lambda data: data["bible_p0"][0].update(id="../../x"), "bible_p0, row 1", "leads outside"),
        (lambda data: data["bible_p0"][0].update(id=9), "bible_p0, row 1: found no file '9.png'", "a picture in"),
        (lambda data: data["bible_p0"][0].update(sentence=" "), "bible_p0, row 1: found sentence = ' '", "text"),
    ],
)
def test_faults_are_named(small: Path, fault_of: FaultOf, change: Callable[[dict[str, Any]], object], place: str, expected: str) -> None:
    """File, style, row, and what was expected."""
    edit(small, change)

    message = fault_of(lambda: ood_texts.load(small, 0))

    assert place in message
    assert expected in message


def test_a_list_in_place_of_styles(small: Path) -> None:
    """And a missing folder."""
    (small / "robustness" / "ood-text" / "label.json").write_text("[]")
    with pytest.raises(DataError, match="one JSON object with the names augment"):
        ood_texts.load(small, 0)
