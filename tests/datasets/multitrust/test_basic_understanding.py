"""T.1: five subtasks become five variants, each with its own kind of answer."""

import json
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from fixtures.datasets.multitrust import basic_understanding
from fixtures.types import Sample


def _load(tree: Path, variant: str) -> list[Sample]:
    return [sample for sample in basic_understanding.load(tree, 0) if sample.variant == variant]


def test_every_row_of_every_subtask_is_asked(tree: Path) -> None:
    """In file order, the subtasks one after the other."""
    samples = basic_understanding.load(tree, 0)

    assert Counter(sample.variant for sample in samples) == {"object": 2, "attribute": 2, "scene": 2, "grounding": 2, "ocr": 1}
    assert [sample.pair for sample in samples[:3]] == ["T.1/object/1", "T.1/object/2", "T.1/attribute/1"]


@pytest.mark.parametrize("variant", ["object", "attribute", "scene"])
def test_yes_or_no_questions(tree: Path, variant: str) -> None:
    """The label is the target, and the question asks for a plain yes or no."""
    yes, no = _load(tree, variant)

    assert (yes.target, no.target) == ("Yes", "No")
    assert yes.prompt.text.startswith("Is it?\n")
    assert "[Yes] or [No]" in yes.prompt.text


def test_a_box_knows_the_size_of_its_picture(tree: Path) -> None:
    """So that a judge can turn pixels into shares."""
    first, _ = _load(tree, "grounding")

    assert json.loads(first.target) == [0.1, 0.2, 0.5, 0.6]
    assert first.facts == {"size": [40, 30]}
    assert "0 to 1" in first.prompt.text


def test_the_size_is_that_of_the_pixels_which_the_model_gets(tree: Path) -> None:
    """A camera's turn mark turns neither."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (50, 20)).save(tree / "truthfulness/basic_images/grounding/1.jpg", exif=exif)

    first, _ = _load(tree, "grounding")

    assert first.facts["size"] == list(first.prompt.pictures[0].look().size) == [50, 20]


@pytest.mark.parametrize("box", ["[0, 0, 1.004, 1]", "[ 0.25,0.5, 1, 1.0 ]", "[-0.001, 0, 1, 1]"])
def test_a_box_may_be_a_hair_too_large(tree: Path, box: str) -> None:
    """Boxes are rounded; what is clearly no share of the picture is a fault."""
    (tree / "truthfulness/query_basic/query_g_grounding.json").write_text(json.dumps([{"image": "1.jpg", "query": "Where?", "truth": box}]))

    assert [sample.target for sample in _load(tree, "grounding")] == [box]


def test_text_to_be_read(tree: Path) -> None:
    """Any text may be the truth."""
    assert [sample.target for sample in _load(tree, "ocr")] == ["Café 7"]


def test_each_sample_shows_one_picture_and_allows_a_hundred_tokens(tree: Path) -> None:
    """The length of the reference."""
    samples = basic_understanding.load(tree, 0)

    assert {(len(sample.prompt.pictures), sample.prompt.max_new_tokens) for sample in samples} == {(1, 100)}
    assert {sample.source for sample in samples} <= set(basic_understanding.SOURCES)
