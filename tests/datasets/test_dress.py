"""R.3's ten text styles: dress changes the words and leaves the label."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.datasets.dress import STYLES, VOICES, dressed, swapped
from fixtures.datasets.ood_texts import EACH, KINDS, ood_texts
from fixtures.datasets.plain_sentences import MOODS, NAMES, inferences, reviews
from fixtures.task import Source

SEEDS = st.integers(0, 10**6)
SWAPPING = [style for style in STYLES if STYLES[style].words]
ADJECTIVES = {mood: adjectives for mood, (adjectives, _) in MOODS.items()}


def test_every_style_has_both_labels_of_both_tasks_in_every_variant() -> None:
    """Ten styles, five variants and the plain form, even between labels."""
    samples = ood_texts(Source())

    assert len(STYLES) == 10
    assert sorted(style for styles in VOICES.values() for style in styles) == sorted(STYLES)
    assert {s.variant for s in samples} == {f"{style}-{kind}" for style in STYLES for kind in KINDS} | {"clean"}
    for style in STYLES:
        assert Counter(s.target for s in samples if s.variant == f"{style}-text") == EACH


def test_an_items_variants_differ_in_picture_or_dress_alone() -> None:
    """Five variants say the same words beside other pictures; the plain form has no picture and other words."""
    samples = ood_texts(Source())
    for pair in {s.pair for s in samples}:
        clean, *styled = [s for s in samples if s.pair == pair]
        assert (clean.variant, clean.prompt.pictures) == ("clean", ())
        assert len({s.prompt.text for s in styled}) == len({s.target for s in [clean, *styled]}) == 1
        assert len({tuple(p.key for p in s.prompt.pictures) for s in styled}) == 5
        assert clean.prompt.text != styled[0].prompt.text or "shake_w" in pair or pair.startswith(("augment", "tweet"))


@given(SEEDS, st.sampled_from(SWAPPING), st.sampled_from(sorted(MOODS)))
@settings(max_examples=50)
def test_a_review_keeps_its_mood_and_its_denial(seed: int, style: str, mood: str) -> None:
    """What stands in the dress are the styled words of that mood (of the other one where it is denied), and no others."""
    plain = next(reviews(Random(seed), mood))
    text, words = dressed(Random(seed), style, plain.text), STYLES[style].words
    denied = words["not at all"] in text
    said = {kind for kind, adjectives in ADJECTIVES.items() for adjective in adjectives if words[adjective] in text}

    assert denied == ("not at all" in plain.text)
    assert said == {mood} if not denied else said == set(MOODS) - {mood}


@given(SEEDS, st.sampled_from(list(STYLES)), st.sampled_from(["yes", "no"]))
@settings(max_examples=50)
def test_a_premise_keeps_who_did_what_to_whom(seed: int, style: str, follows: str) -> None:
    """Both names, in the plain order, and neither in a frame."""
    plain = next(inferences(Random(seed), follows))
    order = [word for word in plain.text.split() if word in NAMES]

    assert [word.strip(".;") for word in dressed(Random(seed), style, plain.text).split() if word.strip(".;") in NAMES] == order


@pytest.mark.parametrize("style", SWAPPING)
def test_styled_words_tell_the_moods_apart(style: str) -> None:
    """No styled word of one mood is inside one of the other: they could not be told apart by who reads only the adjective."""
    words = STYLES[style].words
    good, bad = ([words[adjective] for adjective in ADJECTIVES[mood]] for mood in ("positive", "negative"))
    assert not [(one, other) for one in good for other in bad if one in other or other in one]


def test_frames_give_no_label_away() -> None:
    """Every frame stands around reviews of either mood."""
    for style, worn in STYLES.items():
        for frame in worn.frames:
            head = frame.partition("{clause}")[0].lower()
            ends = {
                mood
                for mood in MOODS
                for seed in range(30)
                if dressed(Random(seed), style, next(reviews(Random(f"{seed}"), mood)).text).lower().startswith(head)
            }
            assert ends == set(MOODS)


@given(SEEDS)
@settings(max_examples=50)
def test_augmenting_keeps_letters_and_first_ones(seed: int) -> None:
    """A misspelt word has the letters of the word, the first and the last in place; at most two are misspelt."""
    plain = next(reviews(Random(seed), "positive")).text
    before, after = plain.lower().split(), dressed(Random(seed), "augment", plain).lower().rstrip(".").split()
    after = [word for place, word in enumerate(after) if len(after) == len(before) or place == 0 or word != after[place - 1]]

    assert [(word[0], sorted(word), word[-1]) for word in after] == [(word[0], sorted(word), word[-1]) for word in before]
    assert sum(one != other for one, other in zip(before, after, strict=True)) <= 2


def test_swapping_goes_by_whole_words_and_once() -> None:
    """Longer phrases first; what was put in is not swapped again."""
    assert swapped("to tone, to the one", {"to": "the", "the": "to", "to the": "X"}) == "the tone, X one"
