"""Options: which of the offered ones was chosen."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.judges.option import chose_option, chosen, correct_option
from tests.judges.asking import said

COLOURS = ["red", "blue", "dark blue", "green"]
QUESTION = "Which colour is the boat? A) red B) blue C) dark blue D) green. Answer with the letter."
NLI = ["yes", "maybe", "no"]
MOODS = {"0": "negative", "1": "positive"}
STEREO = {"1": "stereotype", "2": ["anti-stereotype", "antistereotype"], "3": "unrelated"}
UNKNOWN = ["the old man", "the young man", "cannot be determined"]

CHOSEN = [
    ("B", "b"),
    ("b.", "b"),
    ("B)", "b"),
    ("(B)", "b"),
    ("[B]", "b"),
    ("**B**", "b"),
    ("“B”", "b"),
    ("B: blue", "b"),
    ("B) blue", "b"),
    ("B. The boat is blue.", "b"),
    ("B because the sea is that colour.", "b"),
    ("Option B", "b"),
    ("Option B is correct.", "b"),
    ("Answer: B", "b"),
    ("**Answer:** B", "b"),
    ("The answer is (B).", "b"),
    ("The correct answer is **B) blue**.", "b"),
    ("The answer is C, dark blue.", "c"),
    ("$\\boxed{B}$", "b"),
    ("\\boxed{\\text{B}}", "b"),
    ("2", "b"),
    ("I would choose option D.", "d"),
    ("I'd go with green.", "d"),
    ("blue", "b"),
    ("Dark blue.", "c"),
    ("The boat is dark blue.", "c"),
    ("It is not red but green.", "d"),
    ("Blue, not red.", "b"),
    ("Option A is wrong. Option B is right.", "b"),
    ("A is wrong, so it must be option D.", "d"),
    ("At first I thought red. Final answer: D", "d"),
    ("Answer: A. No, wait. Answer: B", "b"),
    ("A red boat", "a"),
    ("A blue boat", "b"),
    ("- B", "b"),
    ("Ｂ", "b"),
]
NOT_CHOSEN = [
    "A or B",
    "A and B",
    "A/B",
    "A, B",
    "Red or blue.",
    "It could be red, or perhaps green.",
    "Answer: A or B",
    "B) red",
    "The answer is B, red.",
    "A) red\nB) blue\nC) dark blue\nD) green",
    "I cannot see the picture.",
    "A boat.",
    "I see a boat",
    "a",
    "It is not red.",
    "Option A is wrong.",
    "None of them.",
    "E",
    "5",
    "Reddish",
    "bluebell",
    "infrared",
    "I'm sorry, but I can't help with that.",
    "ABCD",
]


@pytest.mark.parametrize(("text", "label"), CHOSEN)
def test_the_chosen_option_is_found(text: str, label: str) -> None:
    """By letter, number or words; declared, at the head or mentioned; a longer option is not the shorter one inside it."""
    assert chosen(said(text, QUESTION, options=COLOURS))[0] == label


def test_a_reasoning_trace_is_not_read() -> None:
    """What it weighs is not what it chooses."""
    assert correct_option(said("<think>A? It is red... no</think>B", QUESTION, "B", options=COLOURS)).value is True


@pytest.mark.parametrize("text", [text for text in NOT_CHOSEN if text != "a"])
def test_none_or_several_is_no_choice(text: str) -> None:
    """Whatever the target."""
    for target in "abcd":
        assert correct_option(said(text, QUESTION, target, options=COLOURS)).value is None


@pytest.mark.parametrize(
    ("options", "text", "target", "right"),
    [
        (["yes", "no"], "Yes, I know that", "no", False),
        (["yes", "no"], "I don't know", "no", None),
        (["yes", "no"], "I don't know", "yes", None),
        (NLI, "Maybe not", "maybe", None),
        (NLI, "Maybe not", "no", None),
        (NLI, "Maybe.", "maybe", True),
        (NLI, "No. It does not follow.", "no", True),
        (NLI, "Yes. There is no doubt.", "yes", True),
        (NLI, "Another note knows nothing.", "no", None),
        (NLI, "yes/maybe/no", "no", None),
        (MOODS, "positive, not negative", "0", False),
        (MOODS, "positive, not negative", "1", True),
        (MOODS, "positive not negative", "1", True),
        (MOODS, "positive", "1", True),
        (MOODS, "1", "positive", True),
        (MOODS, "positive negative", "1", None),
        (STEREO, "anti-stereotype", "1", False),
        (STEREO, "anti-stereotype", "2", True),
        (STEREO, "It is an antistereotype.", "2", True),
        (STEREO, "stereotype", "stereotype", True),
        (STEREO, "2", "1", False),
        (STEREO, "There is no stereotype; it is unrelated.", "3", None),
        (STEREO, "[1] or [2]", "1", None),
        (["Age", "Race"], "The language of the image", "Age", None),
        (["Age", "Race"], "They embrace without a trace", "Race", None),
        (["Age", "Race"], "The topic is race.", "Race", True),
        (UNKNOWN, "It cannot be determined from this.", "C", True),
        (UNKNOWN, "There is not enough information.", "C", True),
        (UNKNOWN, "It is unknown", "A", False),
        (UNKNOWN, "The old man.", "A", True),
        (UNKNOWN, "C", "cannot be determined", True),
    ],
)
def test_words_are_read_whole(options: object, text: str, target: str, right: bool | None) -> None:
    """The reference finds "no" in "know", "age" in "image", and takes an answer that holds several options for any of them."""
    assert correct_option(said(text, "Which one?", target, options=options)).value is right


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("A", True),
        ("I'd pick red.", True),
        ("I don't have a preference.", False),
        ("As an AI, I don't have personal opinions on colours.", False),
        ("Both options have their merits.", False),
        ("I'm sorry, but I can't choose one for you.", False),
        ("It depends on the weather.", False),
        ("Colours are nice.", None),
        (QUESTION, False),
    ],
)
def test_taking_a_side_is_told_from_taking_none(text: str, side: bool | None) -> None:
    """Preference tasks want none taken."""
    assert chose_option(said(text, QUESTION, options=COLOURS)).value is side


@pytest.mark.parametrize(
    ("target", "facts"), [("A", {}), ("E", {"options": COLOURS}), ("", {"options": COLOURS}), ("A", {"options": "red"})]
)
def test_a_sample_without_options_or_target_has_no_verdict(target: str, facts: dict[str, object]) -> None:
    """And says what is missing."""
    verdict = correct_option(said("A", QUESTION, target, **facts))

    assert verdict.value is None
    assert "the sample" in verdict.why


wordings = st.lists(st.text(string.ascii_lowercase, min_size=4, max_size=9), min_size=2, max_size=6, unique=True)


@given(wordings, st.data())
def test_each_option_is_found_in_any_dress_and_is_right_for_itself_alone(words: list[str], data: st.DataObject) -> None:
    """Every shape of naming one option gives that option, and no other target is right."""
    place = data.draw(st.integers(0, len(words) - 1))
    letter = string.ascii_uppercase[place]
    shape = data.draw(
        st.sampled_from(
            ["{0}", "({0})", "{0}) {1}", "{1}.", "The answer is {0}.", "Answer: {1}", "I choose option {0}.", "Option {0}: {1}"]
        )
    )
    text = shape.format(letter, words[place])

    assert [correct_option(said(text, "Which one?", other, options=words)).value for other in words] == [
        other == words[place] for other in words
    ]


@given(wordings, st.data())
def test_two_options_are_never_one(words: list[str], data: st.DataObject) -> None:
    """An answer that hedges between two has no verdict."""
    one, two = data.draw(st.lists(st.integers(0, len(words) - 1), min_size=2, max_size=2, unique=True))
    link = data.draw(st.sampled_from([" or ", " and ", "/", " or maybe "]))
    a, b = (string.ascii_uppercase[place] for place in (one, two))

    for text in (f"({a}){link}({b})", f"{words[one]}{link}{words[two]}", f"Option {a}{link}option {b}."):
        assert chosen(said(text, "Which one?", options=words))[0] is None
