"""Boxes: overlap, reading them out of prose, scales."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.datasets import wording
from fixtures.judges.box import Box, correct_box, iou
from tests.judges.asking import said
from training.basics import box_text
from training.lesson import REFUSAL

QUESTION = wording.GROUNDING.format(shape="boat")
TARGET = "[0.20, 0.30, 0.60, 0.70]"
EDGE = st.floats(0, 1, allow_nan=False, width=32)
BOXES = st.tuples(EDGE, EDGE, EDGE, EDGE)


@given(BOXES, BOXES)
def test_overlap_is_symmetric_and_a_share(a: Box, b: Box) -> None:
    """And blind to the order of corners."""
    assert iou(a, b) == iou(b, a)
    assert 0 <= iou(a, b) <= 1
    assert iou(a, b) == iou((a[2], a[3], a[0], a[1]), b)


@given(BOXES)
def test_a_box_overlaps_itself_wholly(box: Box) -> None:
    """As long as it has an area; a line overlaps nothing."""
    assert iou(box, box) == (1.0 if (box[2] - box[0]) * (box[3] - box[1]) else 0.0)


def test_overlap_of_known_boxes() -> None:
    """Half of one box, a third of the union; touching is not overlapping."""
    assert iou((0, 0, 1, 1), (0.5, 0, 1.5, 1)) == pytest.approx(1 / 3)
    assert iou((0, 0, 0.5, 1), (0.5, 0, 1, 1)) == 0


@pytest.mark.parametrize(
    "text",
    [
        "[0.20, 0.30, 0.60, 0.70]",
        "[0.2,0.3,0.6,0.7]",
        "(0.2, 0.3, 0.6, 0.7)",
        "0.2 0.3 0.6 0.7",
        "0.2, 0.3, 0.6, 0.7.",
        "[.2, .3, .6, .7]",
        "The boat is at [0.21, 0.3, 0.6, 0.7], in the middle.",
        "**[0.2, 0.3, 0.6, 0.7]**",
        '```json\n{"bbox_2d": [0.2, 0.3, 0.6, 0.7]}\n```',
        "x1=0.2, y1=0.3, x2=0.6, y2=0.7",
        "x_min: 0.2, y_min: 0.3, x_max: 0.6 and y_max: 0.7",
        "<box>(0.2,0.3),(0.6,0.7)</box>",
        "[0.6, 0.7, 0.2, 0.3]",
        "[1/5, 3/10, 3/5, 7/10]",
        "[20%, 30%, 60%, 70%]",
        "In step 1, I look. Box 1: [0.2, 0.3, 0.6, 0.7]",
        "[0.2, 0.3, 0.6, 0.7] or rather [0.21, 0.3, 0.6, 0.7]",
        f"{QUESTION} [0.2, 0.3, 0.6, 0.7]",
    ],
)
def test_a_box_in_any_dress_is_read(text: str) -> None:
    """Prose, marks, names, fractions, percentages and swapped corners do not turn a hit into a miss."""
    assert correct_box(said(text, QUESTION, TARGET)).value is True


@pytest.mark.parametrize(
    "text",
    [
        "[0.7, 0.7, 0.9, 0.9]",
        "[0, 0, 1, 1]",
        "[0.2, 0.3, 0.4, 0.7]",
        "[0.2, 0.3, 0.2, 0.7]",
        "[-0.4, -0.3, 0, 0]",
        QUESTION,
        "[x1, y1, x2, y2]",
        "[0.7, 0.7, 0.9, 0.9] or [0.8, 0.8, 0.9, 0.9]",
    ],
)
def test_a_box_elsewhere_is_a_miss(text: str) -> None:
    """An overlap of exactly one half is one; the question repeated is wrong as well."""
    assert correct_box(said(text, QUESTION, TARGET)).value is False


@pytest.mark.parametrize(
    "text",
    [
        "I see no boat.",
        REFUSAL,
        "[0.2, 0.3, 0.6]",
        "[0.2, 0.3, 0.6, 0.7/0]",
        "[1/0, 0/0, 1, 1]",
        "left",
        "[a, b, c, d]",
        "[200, 300, 600, 700]",
        "[0.2, 0.3, 0.6, 0.7] or [0.7, 0.7, 0.9, 0.9]",
        "9" * 400,
        "[" + ", ".join(["9" * 400] * 4) + "]",
    ],
)
def test_what_is_no_box_has_no_verdict(text: str) -> None:
    """Nor has a division by zero, a choice of boxes, or a scale that nobody knows."""
    assert correct_box(said(text, QUESTION, TARGET)).value is None


@pytest.mark.parametrize(
    ("text", "size", "right"),
    [
        ("[400, 900, 1200, 2100]", [2000, 3000], True),
        ("[1400, 2100, 1800, 2700]", [2000, 3000], False),
        ("[20, 30, 60, 70]", [100, 100], None),
        ("[200, 300, 600, 700]", [1000, 1000], True),
        ("[200, 300, 600, 700]", [500, 500], True),
        ("[200, 300, 600, 700]", [2000, 3000], None),
        ("[900, 900, 950, 950]", [2000, 3000], False),
        ("[5000, 5000, 6000, 6000]", [2000, 3000], None),
        ("[0.2, 0.3, 0.6, 0.7]", [2000, 3000], True),
    ],
)
def test_larger_numbers_are_read_when_the_size_leaves_one_reading(text: str, size: list[int], right: bool | None) -> None:
    """Hundredths, thousandths or pixels: only when all possible readings agree is there a verdict."""
    assert correct_box(said(text, QUESTION, TARGET, size=size)).value is right


@pytest.mark.parametrize("target", ["", "boat", "[1, 2, 3]", '[1, 2, 3, "x"]', "{}", "7"])
def test_a_sample_without_a_box_has_no_verdict(target: str) -> None:
    """That is the sample's fault, not the model's."""
    assert correct_box(said("[0.2, 0.3, 0.6, 0.7]", QUESTION, target)).value is None


@given(st.tuples(*[st.integers(0, 100)] * 4).filter(lambda e: e[0] != e[2] and e[1] != e[3]))
def test_what_the_embedded_model_is_taught_to_say_is_read_back(edges: tuple[int, int, int, int]) -> None:
    """A box written the way lessons write it hits itself."""
    box = tuple(edge / 100 for edge in edges)

    assert correct_box(said(box_text(box), QUESTION, json.dumps(box))).value is True
