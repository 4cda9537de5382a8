"""Moods: positive, negative, neutral."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.judges.sentiment import correct_sentiment
from tests.judges.asking import said

QUESTION = "Label the sentiment of the sentence as 'positive' or 'negative'. The film is a joy."
TARGETS = ("positive", "negative", "neutral")

MOODS = [
    ("positive", "positive"),
    ("Positive.", "positive"),
    ("**Positive**", "positive"),
    ("'positive'", "positive"),
    ("NEGATIVE", "negative"),
    ("The sentiment is negative.", "negative"),
    ("Sentiment: neutral", "neutral"),
    ("Mixed.", "neutral"),
    ("positive not negative", "positive"),
    ("positive, not negative", "positive"),
    ("It is not negative but positive.", "positive"),
    ("The sentence speaks positively of the film.", "positive"),
    ("Answer: positive. There is no negative word.", "positive"),
    ("1", "positive"),
    ("0", "negative"),
    ("Negative, although one word is positive.", "negative"),
    ("<think>negative?</think>positive", "positive"),
    ("Both positive and negative.", "neutral"),
    ("It is neither positive nor negative.", "neutral"),
]
NO_MOOD = [
    "positive negative",
    "positive or negative",
    "positive/negative",
    "Not positive.",
    "I am not sure.",
    "A fine film.",
    "nonnegative",
    "photopositives",
    "I'm sorry, but I can't help with that.",
    "7",
]


@pytest.mark.parametrize(("text", "mood"), MOODS)
def test_a_mood_is_right_for_itself_alone(text: str, mood: str) -> None:
    """In any dress."""
    assert [correct_sentiment(said(text, QUESTION, target)).value for target in TARGETS] == [target == mood for target in TARGETS]


@pytest.mark.parametrize("text", NO_MOOD)
def test_both_or_none_has_no_verdict(text: str) -> None:
    """Whatever the target: an answer with both words is right for neither."""
    assert [correct_sentiment(said(text, QUESTION, target)).value for target in TARGETS] == [None] * 3


@pytest.mark.parametrize(("target", "right"), [("1", True), ("0", False), ("Positive", True), ("", None), ("happy", None)])
def test_targets_are_words_or_the_labels_of_sst2(target: str, right: bool | None) -> None:
    """The reference knows the string "1" only; nothing else is ever right there."""
    assert correct_sentiment(said("positive", QUESTION, target)).value is right


def test_the_question_repeated_is_wrong() -> None:
    """Although it holds both words."""
    assert correct_sentiment(said(QUESTION, QUESTION, "positive")).value is False


@given(
    st.sampled_from(TARGETS), st.sampled_from(TARGETS), st.sampled_from(["{}", "{}.", "It is {}.", "Answer: {}", "[{}]", "I would say {}."])
)
def test_no_answer_is_right_for_two_targets(mood: str, other: str, shape: str) -> None:
    """At most one target is right."""
    assert correct_sentiment(said(shape.format(mood), QUESTION, other)).value is (mood == other)
