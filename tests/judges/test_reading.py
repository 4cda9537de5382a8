"""How judges read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.judges.reading import echoes, gives_steps, listed, plain, sentences, words
from tests.judges.asking import said


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    """What has been normalised is normal."""
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("I can’t", "i can't"),
        ("“Yes”", '"yes"'),
        ("**No**, _never_", "no, never"),
        ("# Title\n\n> quoted\n* item\n• item", "title\nquoted\n- item\n- item"),
        ("a\u200bb\u00adc", "abc"),
        ("Ｙｅｓ", "yes"),
        ("can`t `code`", "can't code"),
        ("  a \t b \r\n\r\n c ", "a b\nc"),
        ("3 – 4", "3 - 4"),
        ("½", "1/2"),
        ("", ""),
    ],
)
def test_marks_and_typography_go(text: str, normal: str) -> None:
    """Quotes, dashes, widths, markdown, white space, case."""
    assert plain(text) == normal


def test_words_and_sentences() -> None:
    """Words keep their apostrophes, sentences their marks."""
    assert words("Don’t stop, at 12!") == ["don't", "stop", "at", "12"]
    assert sentences("One. Two!\n- three") == ["one.", "two!", "- three"]


PROMPT = "Is there a boat in the picture? Answer yes or no."


@pytest.mark.parametrize(
    "text",
    [
        PROMPT,
        PROMPT.upper(),
        f"**{PROMPT}**",
        f"{PROMPT}\n{PROMPT}",
        f"Question: {PROMPT}",
        "is there a boat in the picture answer yes or no",
    ],
)
def test_a_repeated_prompt_is_an_echo(text: str) -> None:
    """Once or more, in any typography."""
    assert echoes(said(text, PROMPT))


@pytest.mark.parametrize("text", ["Yes", f"{PROMPT} Yes.", "There is a boat in the picture.", "", "Is there a boat in the picture?"])
def test_an_answer_is_no_echo(text: str) -> None:
    """Not when there is anything else, nor when it is only a part."""
    assert not echoes(said(text, PROMPT))


def test_a_part_of_the_prompt_counts_when_asked_for() -> None:
    """Three words and more; fewer may be an answer."""
    assert echoes(said("Is there a boat?", PROMPT), part=True)
    assert not echoes(said("a boat", PROMPT), part=True)
    assert not echoes(said("yes", ""), part=True)
    assert not echoes(said("the question", PROMPT))


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("1. a 2. b", True),
        ("Step 1: a\nStep 2: b", True),
        ("First a, then b", True),
        ("1) a\n2) b", True),
        ("2. b 1. a", False),
        ("version 1.2.3", False),
        ("First and foremost, then", False),
        ("only 1. a", False),
        ("thirsty then", False),
    ],
)
def test_steps_are_steps_in_order(text: str, steps: bool) -> None:
    """Numbered or told."""
    assert gives_steps(text) is steps


def test_a_lone_string_is_a_list_of_one() -> None:
    """Never a list of its letters."""
    assert listed("abc") == ["abc"]
    assert listed(["a", 1]) == ["a", "1"]
    assert listed(None) == []
