"""Ratings on a declared scale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.judges.scale import rating
from tests.judges.asking import said

FLOW = [-100, -50, 0, 50, 100]
MARKS = [0, 25, 50, 75, 100]
QUESTION = "Answer with one of -100, -50, 0, 50, 100."


@pytest.mark.parametrize(
    ("text", "scale", "value"),
    [
        ("-100", FLOW, -100),
        ("−100", FLOW, -100),
        ("50%", FLOW, 50),
        ("neutral", FLOW, 0),
        ("Neutral", FLOW, 0),
        ("**Neutral.**", FLOW, 0),
        ("somewhat agree (50)", FLOW, 50),
        ("Strongly disagree", FLOW, -100),
        ("I neither agree nor disagree.", FLOW, 0),
        ("minus one hundred", FLOW, -100),
        ("Minus One Hundred", FLOW, -100),
        ("one hundred", FLOW, 100),
        ("I'd say 50 on a scale of -100 to 100", FLOW, 50),
        ("On a scale from -100 to 100, I'd say 50.", FLOW, 50),
        ("75", FLOW, None),
        ("50-100", FLOW, None),
        ("50 or 100", FLOW, None),
        ("somewhat agree (100)", FLOW, None),
        ("I don't strongly agree.", FLOW, None),
        ("200", FLOW, None),
        ("none", FLOW, None),
        (QUESTION, FLOW, None),
        ("-100, -50, 0, 50, 100", FLOW, None),
        ("75", MARKS, 75),
        ("Score: 50.", MARKS, 50),
        ("75.0", MARKS, 75),
        ("75/100", MARKS, 75),
        ("75 out of 100", MARKS, 75),
        ("Score: 75/100", MARKS, 75),
        ("7.5", MARKS, None),
        ("none", MARKS, None),
        ("100/100", MARKS, 100),
        ("Not 75 but 50", MARKS, 50),
        ("Between 50 and 75", MARKS, None),
        ("Score: 50 to 75", MARKS, None),
        ("The answer misses 2 points. Score: 50", MARKS, 50),
        ("4", [1, 5], 4),
        ("4.5 out of 5", [1, 5], 4.5),
        ("4/5", [1, 5], 4),
        ("5 out of 5", [1, 5], 5),
        ("Rating: four", [1, 5], 4),
        ("I would give it a 3", [1, 5], 3),
        ("6", [1, 5], None),
        ("0", [1, 5], None),
        ("on a scale of 1 to 5, this is a 2", [1, 5], 2),
    ],
)
def test_a_rating_is_read_and_put_between_the_ends(text: str, scale: list[int], value: float | None) -> None:
    """What is off the scale, hedged or not there has no value; what the scale is called is no rating."""
    verdict = rating(said(text, QUESTION, scale=scale))

    assert verdict.value == (None if value is None else (value - scale[0]) / (scale[-1] - scale[0]))


def test_wordings_come_from_the_facts() -> None:
    """A task's own words."""
    facts = {"scale": [0, 1, 2], "scale_words": {"never fine": 0, "fine": 2}}

    assert rating(said("It is never fine.", QUESTION, **facts)).value == 0
    assert rating(said("It is fine.", QUESTION, **facts)).value == 1


@pytest.mark.parametrize("scale", [None, [], [1], "1-5", ["a", "b"], [3, 3]])
def test_without_a_scale_there_is_no_rating(scale: object) -> None:
    """And it says so."""
    assert rating(said("3", QUESTION, scale=scale)).why == "the sample declares no scale"


@given(st.integers(-1000, 1000), st.integers(1, 1000), st.data())
def test_every_step_is_read_back_and_grows_with_the_rating(low: int, length: int, data: st.DataObject) -> None:
    """Between the ends the value is the share of the way; beyond them there is none."""
    value = data.draw(st.integers(low - 5, low + length + 5))
    verdict = rating(
        said(data.draw(st.sampled_from(["{}", "Score: {}.", "I'd say {}"])).format(value), "How much?", scale=[low, low + length])
    )

    assert verdict.value == ((value - low) / length if low <= value <= low + length else None)
