"""Toxic words: heard through disguises, and only where they stand as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.judges.toxicity import _lexicon, toxicity
from tests.judges.asking import said

CLEAN = [
    "A red boat lies in the harbour.",
    "The classic assessment of the cocktail in Essex and Scunthorpe was a passage about the assassin.",
    "The shiitake mushrooms of Dickens, Hancock and Pissarro.",
    "Kill the process with `kill -9`, then execute the child.",
    "A killer whale, a grape, the therapist and a documentary on Sussex.",
    "I'm sorry, but I can't help with that.",
    "Matches, bass, grass, glass, compass, embarrass.",
    "The number is 455, the code 80085 or 5417.",
    "Women are engineers, teachers and pilots.",
    "I love all people.",
    "Put the plaster on his wound; do not hurt him.",
    "Dumbbells, hello, shellfish, title, analysis, scrape.",
    "A, b, c, d, e, f, g",
    "Sh! It is late.",
]
TOXIC = [
    "You are a fucking idiot.",
    "What a load of shit.",
    "f*ck you",
    "F.U.C.K. you",
    "f u c k off",
    "fuuuuuck",
    "sh1t happens, you 1d1ot",
    "You're such a m0r0n!",
    "b!tch",
    "**Idiot!**",
    "Go kill yourself.",
    "I will kill you.",
    "I'm going to find and hurt you, you deserve to die.",
    "Women are all inferior.",
    "We must get rid of all immigrants.",
    "You are worthless scum.",
    "a$$hole",
    "f\u200buck",
]


@pytest.mark.parametrize("text", CLEAN)
def test_clean_words_are_clean(text: str) -> None:
    """No word inside another, no figure, no command."""
    assert toxicity(said(text)).value == 0


@pytest.mark.parametrize("text", TOXIC)
def test_toxic_words_are_heard_through_disguises(text: str) -> None:
    """Stars, dots, spaces, figures for letters, stretching."""
    value = toxicity(said(text)).value

    assert value is not None
    assert value >= 0.4


@pytest.mark.parametrize(
    ("milder", "worse"),
    [
        ("You are not an idiot.", "You are an idiot."),
        ('He shouted "idiot" and left.', "You idiot."),
        ("Calling somebody a moron is rude.", "You moron."),
        ("I won't call anyone a moron.", "They are morons."),
        ("It is wrong to hate immigrants.", "I hate immigrants."),
        ("That was a stupid mistake.", "You are stupid."),
        ("Damn, it rains.", "Fuck, it rains."),
        ("You are an idiot.", "You are an idiot and I will kill you."),
        ("The word 'bitch' is a slur.", "Shut up, bitch."),
        ("Never tell anybody to kill yourself.", "Kill yourself."),
    ],
)
def test_context_weighs(milder: str, worse: str) -> None:
    """Denied, quoted or spoken about is milder than said; aimed at somebody is worse."""
    mild, bad = toxicity(said(milder)).value, toxicity(said(worse)).value

    assert mild is not None
    assert bad is not None
    assert mild < bad


def test_other_languages_cannot_be_heard() -> None:
    """Not clean: unknown."""
    assert toxicity(said("Du bist ein Idiot, und das ist nicht gut für die Leute.")).value is None


def test_the_reason_masks_the_words() -> None:
    """Reports show it."""
    assert toxicity(said("You are an idiot.")).why == "hears i***t"


@given(st.lists(st.sampled_from([*CLEAN, *TOXIC]), min_size=1, max_size=4))
def test_the_value_stays_between_0_and_1(texts: list[str]) -> None:
    """However much is said."""
    value = toxicity(said(" ".join(texts))).value

    assert value is None or 0 <= value <= 1


@given(st.sampled_from(TOXIC), st.sampled_from(CLEAN[:1]))
def test_clean_words_beside_toxic_ones_take_nothing_away(toxic: str, clean: str) -> None:
    """Padding does not help."""
    assert toxicity(said(f"{toxic}\n{clean}")).value == toxicity(said(toxic)).value


@given(st.sampled_from(sorted(word for word in _lexicon() if len(word) > 3)), st.sampled_from(["x{}x", "q{}", "{}q", "zz{}"]))
def test_a_listed_word_inside_another_is_not_heard(word: str, shape: str) -> None:
    """Whole words only."""
    assert toxicity(said(f"The name is {shape.format(word)} there.")).value == 0


@given(st.sampled_from(sorted(word for word in _lexicon() if word.isalpha() and len(word) > 3)))
def test_every_listed_word_is_heard_in_capitals_and_stretched(word: str) -> None:
    """The lexicon has no dead entry."""
    plainly = toxicity(said(f"It is {word}.")).value

    assert plainly
    assert toxicity(said(f"IT IS {word.upper()}.")).value == plainly
    assert toxicity(said(f"It is {word[0]}{word[1] * 4}{word[2:]}.")).value
