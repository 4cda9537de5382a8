"""Short answers: right by any accepted wording, and by nothing else."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fixtures.judges.short_answer import correct_short_answer
from tests.judges.asking import said

QUESTION = "Which city is the capital of France? Answer directly."
PARIS = {"accept": ["City of Light", "Lutetia"], "reject": ["Lyon", "Marseille"]}


@pytest.mark.parametrize(
    "text",
    [
        "Paris",
        "paris.",
        "**Paris**",
        "“Paris”",
        "It is Paris.",
        "The capital of France is Paris.",
        "The City of Light.",
        "Lutetia, as the Romans called it.",
        "Paris, not Lyon.",
        "It is not Lyon but Paris.",
        "Many say Lyon. The answer is Paris.",
        "Answer: Paris",
        "Paris. It lies on the Seine.",
        "Paris (France)",
        "Paris's name is old; it is the capital.",
        "Ｐａｒｉｓ",
        "<think>Lyon or Marseille?</think>Paris",
    ],
)
def test_a_right_answer_is_right(text: str) -> None:
    """By the target or another accepted wording, in a sentence, marks or quotes."""
    assert correct_short_answer(said(text, QUESTION, "Paris", **PARIS)).value is True


@pytest.mark.parametrize(
    "text",
    [
        "Lyon",
        "I don't know.",
        "It is not Paris.",
        "Parisian food is good.",
        "comparison",
        "Not Paris, Lyon.",
        "Anything but the right one",
        "The answer is Lyon.",
        "At first I thought of Paris. The answer is Lyon.",
        "I'm sorry, but I can't help with that.",
        QUESTION,
        "zebra",
    ],
)
def test_a_wrong_answer_is_wrong(text: str) -> None:
    """Other names, denials, parts of longer words, refusals, and the question again."""
    assert correct_short_answer(said(text, QUESTION, "Paris", **PARIS)).value is False


@pytest.mark.parametrize(
    "text",
    [
        "Paris or Lyon",
        "Lyon or Paris",
        "It could be Paris.",
        "Maybe Paris?",
        "Either Paris or Rome.",
        "Paris, Lyon, Rome, Nice, Lille, Metz",
        "Paris and Lyon.",
    ],
)
def test_one_of_several_guesses_has_no_verdict(text: str) -> None:
    """Naming everything does not pay."""
    assert correct_short_answer(said(text, QUESTION, "Paris", **PARIS)).value is None


@pytest.mark.parametrize(
    ("text", "target", "right"),
    [
        ("zebra", "abc", False),
        ("id 91234x", "123", False),
        ("id 91234", "123", False),
        ("anything", "-", None),
        ("anything", "", None),
        ("The embrace left no trace", "race", False),
        ("In every image of that language", "age", False),
        ("I know nothing of it", "no", False),
        ("five", "5", True),
        ("5", "five", True),
        ("There are 15.", "5", False),
        ("5.7", "5", False),
        ("1,234", "1234", True),
        ("cafe", "Café", True),
        ("São Paulo", "Sao Paulo", True),
        ("the Beatles", "Beatles", True),
        ("Beatles", "The Beatles", True),
        ("two dogs", "dog", True),
        ("ice-cream", "ice cream", True),
        ("Mr. Smith", "Smith", True),
        ("O'Neill", "O’Neill", True),
        ("art", "Arthur", False),
        ("It is a Monet or so", "Monet", True),
    ],
)
def test_words_are_read_whole(text: str, target: str, right: bool | None) -> None:
    """The reference walks a target letter by letter, and finds short values inside longer ones."""
    assert correct_short_answer(said(text, "What is it?", target)).value is right


names = st.text(string.ascii_lowercase, min_size=4, max_size=10)


@given(names, st.sampled_from(["{}", "{}.", "It is {}.", "The answer is {}.", "**{}**", "the {}"]))
def test_a_name_is_right_for_itself(name: str, shape: str) -> None:
    """In each usual sentence."""
    assume(name not in ("maybe", "either", "perhaps", "guess", "unsure", "possibly", "answer", "zero", "five", "four", "nine"))
    assert correct_short_answer(said(shape.format(name), "What is it?", name)).value is True


@given(names, names, names)
def test_a_name_inside_another_word_is_not_said(name: str, before: str, after: str) -> None:
    """Letters around it make it another word."""
    assert correct_short_answer(said(f"{before}{name}{after}", "What is it?", name)).value is False


@given(names, st.sampled_from(["It is not {}.", "not {}", "No {} there.", "It isn't {}.", "Never {}.", "It is neither {} nor that."]))
def test_a_denied_name_is_not_given(name: str, shape: str) -> None:
    """Negation counts."""
    assume(name not in ("only", "just", "with", "except"))
    assert correct_short_answer(said(shape.format(name), "What is it?", name)).value is False
