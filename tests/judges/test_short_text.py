"""Short texts: what counts as giving one."""

import pytest

from fixtures.datasets import wording
from fixtures.judges.short_text import MOST_BESIDE, correct_text
from tests.judges.asking import said


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("open today", "open today"),
        ("OPEN TODAY!", "open today"),
        ("“Open today”", "open today"),
        ("**Open** today.", "open today"),
        ("opentoday", "open today"),
        ("Open-Today", "open today"),
        ("ice cream", "icecream"),
        ('The text says "open today".', "open today"),
        ("The text in the picture is: 'open today'.", "Open Today."),
        ("ana@oak.test", "ana@oak.test"),
        ("It reads ana@oak.test", "ANA@oak.test"),
        ("12", "12"),
        ("12.", "12"),
        ("It costs $12.", "12"),
        ("1,250 euros", "1250"),
        ("7:30", "7:30"),
        ("-5", "-5"),
        ("minus: -5 degrees", "-5"),
        ("555-0123", "555 0123"),
        ("Ｃａｆｅ", "cafe"),
        ("don’t walk", "don't walk"),
        ("Not Paris but London", "London"),
        ("do not enter", "do not enter"),
        ("It's not a dog, it's a cat.", "cat"),
        ("London. " + "It has been the capital for many centuries and lies on a river. " * 9, "London"),
    ],
)
def test_the_target_in_any_dress_is_right(text: str, target: str) -> None:
    """Case, spacing, punctuation, quotes and a few words around it do not matter."""
    assert correct_text(said(text, wording.READ, target)).value is True


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("open", "open today"),
        ("concatenate", "cat"),
        ("cats", "cat"),
        ("zebra", "abc"),
        ("512", "12"),
        ("12.50", "12"),
        ("0.12", "12"),
        ("112", "12"),
        ("-12", "12"),
        ("b12", "12"),
        ("12th", "12"),
        ("1250", "125"),
        ("public", "no"),
        ("I cannot read the text.", "open"),
        ("The text does not say open", "open"),
        ("It isn't open", "open"),
        (wording.READ, "text"),
        ("opening", "open"),
        ("id 91234x", "123"),
    ],
)
def test_anything_else_is_wrong(text: str, target: str) -> None:
    """Parts of longer words and numbers, denials, the question again."""
    assert correct_text(said(text, wording.READ, target)).value is False


def test_a_list_of_guesses_is_no_answer() -> None:
    """Too many words beside the target in the first sentence: nobody can tell which one is meant."""
    guesses = ["dog"] * (MOST_BESIDE + 1)

    assert correct_text(said(", ".join([*guesses, "cat"]), target="cat")).value is None
    assert correct_text(said(", ".join([*guesses[1:], "cat"]), target="cat")).value is True


def test_without_a_target_nobody_can_tell() -> None:
    """No letter, no digit: no target."""
    assert correct_text(said("open", target="")).value is None
    assert correct_text(said("open", target="-")).value is None


@pytest.mark.parametrize("text", ["cat, or maybe dog", "dog or cat", "It says dog or cat"])
def test_two_readings_are_none(text: str) -> None:
    """Whoever gives a choice has not read it."""
    assert correct_text(said(text, wording.READ, "dog")).value is None
