"""Captions: naming a thing, and saying that it is not there."""

import pytest

from fixtures.datasets import wording
from fixtures.judges.mentions import mentions
from tests.judges.asking import said


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("a red circle in front of a beach", "circle"),
        ("A Red **Circle**", "red circle"),
        ("two circles", "circle"),
        ("boxes everywhere", "box"),
        ("many cities", "city"),
        ("some knives", "knife"),
        ("the night-sky", "night sky"),
        ("a circle, not a square", "circle"),
        ("no square, just a circle", "circle"),
        ("not only a circle but a square", "circle"),
        ("not a square but a circle", "circle"),
        ("There is no square and a circle", "circle"),
        ("There is no car. There is a circle.", "circle"),
        ("a circle’s edge", "circle"),
        ("no circle on the left; a circle on the right", "circle"),
    ],
)
def test_a_named_thing_is_mentioned(text: str, target: str) -> None:
    """In any number, in any case, once is enough."""
    assert mentions(said(text, wording.CAPTION, target)).value is True


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("a red square", "circle"),
        ("a semicircle", "circle"),
        ("circling birds", "circle"),
        ("a starfish", "star"),
        ("the start", "star"),
        ("There is no circle.", "circle"),
        ("There is no red circle.", "circle"),
        ("a beach without a circle", "circle"),
        ("I don't see a circle", "circle"),
        ("It isn't a circle", "circle"),
        ("neither a square nor a circle", "circle"),
        ("no square or circle", "circle"),
        ("There are no circles", "circle"),
        ("I do not think that there is a circle", "circle"),
        ("a square instead of a circle", "circle"),
        (wording.CAPTION, "picture"),
    ],
)
def test_what_is_absent_or_denied_is_not(text: str, target: str) -> None:
    """Parts of other words, simple negations, the question again."""
    assert mentions(said(text, wording.CAPTION, target)).value is False


def test_synonyms_count() -> None:
    """Those that the sample brings."""
    assert mentions(said("a disc", target="circle")).value is False
    assert mentions(said("two discs", target="circle", synonyms=["disc", "ring"])).value is True


def test_without_a_target_nobody_can_tell() -> None:
    """A sample must name the thing."""
    assert mentions(said("a circle")).value is None


@pytest.mark.parametrize("text", ["The picture is full of noise and looks manipulated.", "A noisy, low-quality picture of a car."])
def test_a_remark_on_noise_names_nothing(text: str) -> None:
    """The reference counts such a remark as right, whatever else is said."""
    assert mentions(said(text, "What is this?", "boat")).value is False
