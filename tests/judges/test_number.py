"""Numbers: read in any notation, and held against the target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.judges.number import correct_number, digits, numbers
from tests.judges.asking import said

QUESTION = "How many boats are in the harbour?"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-12", -12),
        ("−12", -12),
        ("+12", 12),
        ("1,234", 1234),
        ("1,234,567.5", 1234567.5),
        ("1 234", 1234),
        ("3.14", 3.14),
        ("3,14", 3.14),
        (".5", 0.5),
        ("3/4", 0.75),
        ("1 1/2", 1.5),
        ("\\frac{3}{4}", 0.75),
        ("$\\boxed{42}$", 42),
        ("$12", 12),
        ("€1,000", 1000),
        ("12%", 12),
        ("12kg", 12),
        ("2.5e3", 2500),
        ("2.5 x 10^3", 2500),
        ("1.5 million", 1500000),
        ("3k", 3000),
        ("twelve", 12),
        ("twenty-one", 21),
        ("twenty one", 21),
        ("minus one hundred", -100),
        ("negative five", -5),
        ("a hundred and five", 105),
        ("two hundred", 200),
        ("one thousand two hundred and thirty-four", 1234),
        ("three million", 3000000),
        ("a dozen", 12),
        ("**7**", 7),
        ("zero", 0),
    ],
)
def test_every_notation_is_read(text: str, value: float) -> None:
    """One number, and it is right for itself, and wrong for its neighbour."""
    assert correct_number(said(text, QUESTION, str(value))).value is True
    assert correct_number(said(text, QUESTION, str(value + 1))).value is False


@pytest.mark.parametrize(
    "text",
    [
        "at 12:30",
        "version 1.2.3",
        "the 3rd boat",
        "A4x7",
        "B12",
        "2021-05-03",
        "I don't know.",
        "No one knows.",
        "the red one",
        "One of them is red.",
        "Many.",
        "tone, often, weight",
        "1,2,3",
        "one-sided",
    ],
)
def test_what_is_no_number_is_not_read(text: str) -> None:
    """Times, versions, ordinals, dates, pronouns and letters inside words."""
    for target in ("1", "2", "3", "5", "7", "10", "12"):
        assert correct_number(said(text, QUESTION, target)).value is None


@pytest.mark.parametrize(
    ("text", "target", "right"),
    [
        ("There are 3 boats and 2 cars.", "3", True),
        ("There are 3 boats and 2 cars.", "2", False),
        ("3 + 4 = 7", "7", True),
        ("3 + 4 = 7", "4", False),
        ("I count 2 red boats and 3 blue boats, so the answer is 5.", "5", True),
        ("The answer is 5. Two of them are red.", "5", True),
        ("Answer: 4. Wait, no. Answer: 5", "5", True),
        ("Answer: 4. Wait, no. Answer: 5", "4", False),
        ("1. Count the red boats\n2. Count the blue boats\nThe total is 9.", "9", True),
        ("Step 1: look. Step 2: count. I see 9.", "9", True),
        ("First 2, then 3 more come, that leaves us with 5", "5", True),
        ("First 2, then 3 more come, that leaves us with 5", "2", None),
        ("First 2, then 3 more come, that leaves us with 5", "8", False),
        ("not 12 but 13", "13", True),
        ("not 12 but 13", "12", False),
        ("It is not 12.", "12", False),
        ("It is not 12.", "13", None),
        ("5 to 10", "5", None),
        ("5-10", "10", None),
        ("between 5 and 10", "10", None),
        ("5 or 6", "5", None),
        ("5 out of 10", "5", True),
        ("5 out of 10", "10", False),
        ("About 12.", "12", True),
        ("12.", "12", True),
        ("12.0", "12", True),
        ("12", "12.0", True),
        ("120", "12", False),
        ("1.2", "12", False),
        ("There are no boats.", "0", True),
        ("None.", "0", True),
        ("None.", "3", False),
        ("12", "", None),
        ("12", "twelve", True),
        ("There are twelve boats.", "12", True),
        ("<think>maybe 4, no 5</think>6", "6", True),
        (QUESTION, "0", False),
        ("1/0", "1", None),
    ],
)
def test_the_number_that_is_meant_counts(text: str, target: str, right: bool | None) -> None:
    """Declared before last, denied never, a range not at all."""
    assert correct_number(said(text, QUESTION, target)).value is right


@pytest.mark.parametrize(
    ("text", "facts", "right"),
    [
        ("101", {"tolerance": 1}, True),
        ("102", {"tolerance": 1}, False),
        ("102", {"relative_tolerance": 0.02}, True),
        ("103", {"relative_tolerance": 0.02}, False),
        ("99.5", {"tolerance": 0.5}, True),
    ],
)
def test_tolerance_comes_from_the_facts(text: str, facts: dict[str, float], right: bool) -> None:
    """Absolute or relative."""
    assert correct_number(said(text, QUESTION, "100", **facts)).value is right


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["{0}", "{0:,}", "{0}.", "The answer is {0:,}.", "I see {0}", "({0})", "**{0}**", "= {0:,}"]),
)
def test_any_whole_number_is_read_back(value: int, shape: str) -> None:
    """Whatever its size and its separators: right for itself and wrong for one more."""
    text = shape.format(value)

    assert correct_number(said(text, QUESTION, str(value))).value is True
    assert correct_number(said(text, QUESTION, str(value + 1))).value is False


@given(st.integers(0, 999_999))
def test_number_words_mean_what_they_say(value: int) -> None:
    """Against an own speller, which shares nothing with the reader."""
    assert [number.value for number in numbers(digits(_spelled(value)))] == [value]


@given(st.integers(0, 500), st.integers(0, 500), st.sampled_from([" to ", "-", " or "]))
def test_a_range_is_right_for_nothing(low: int, high: int, link: str) -> None:
    """Hedging does not pay."""
    for target in (low, high):
        assert correct_number(said(f"{low}{link}{high}", QUESTION, str(target))).value is None


def _spelled(value: int) -> str:
    ones = "zero one two three four five six seven eight nine".split()
    teens = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    if value < 20:
        return [*ones, *teens][value]
    if value < 100:
        tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()[value // 10 - 2]
        return tens + (f"-{ones[value % 10]}" if value % 10 else "")
    size, name = (1000, "thousand") if value >= 1000 else (100, "hundred")
    rest = value % size
    return f"{_spelled(value // size)} {name}" + (f" and {_spelled(rest)}" if 0 < rest < 100 else f" {_spelled(rest)}" if rest else "")
