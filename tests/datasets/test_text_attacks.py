"""R.6's attacks on text: each passes its own check, and each check catches what would change a label."""

import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.datasets.adversarial_texts import KINDS, adversarial_texts, attacked
from fixtures.datasets.glue_like import CLASSES, items
from fixtures.datasets.text_attacks.attacks import ATTACKS, LEVELS, SETS, perturbed
from fixtures.datasets.text_attacks.checks import aside_fault, misspelling_fault, mixed_fault, spelling_fault, wording_fault
from fixtures.datasets.text_attacks.vocabulary import SYNONYMS, synonyms
from fixtures.task import Source

TEXT = "The owner of the old mill was not angry about the broken window, and Anna left in 1874."


@given(st.integers(0, 10**6), st.sampled_from(sorted(ATTACKS)))
@settings(max_examples=50)
def test_every_attack_changes_one_text_and_passes_its_check(seed: int, name: str) -> None:
    """On every item that can be drawn; the class and the other text stay."""
    for item in items(seed):
        hurt = attacked(item, name, seed)
        changed = [(one, other) for one, other in zip(item.texts, hurt.texts, strict=True) if one != other]
        assert (hurt.task, hurt.target, len(changed)) == (item.task, item.target, 1)
        assert ATTACKS[name].fault(*changed[0]) == ""


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (TEXT, "0 words changed"),
        (TEXT.replace("not", "now"), "'not' may decide the label"),
        (TEXT.replace("not ", ""), "more than words changed"),
        (TEXT.replace("old", "old, without"), "more than words changed"),
        (TEXT.replace("Anna", "Hanna"), "'Anna' may decide the label"),
        (TEXT.replace("1874", "1847"), "'1874' may decide the label"),
        (TEXT.replace("broken", "intact"), "'intact' is no slip of 'broken'"),
        (TEXT.replace("angry", "nagry"), "'nagry' is no slip of 'angry'"),
        (TEXT.replace("window", "widnow").replace("broken", "brokn").replace("owner", "ownner"), "3 words changed"),
        (TEXT.replace("owner", "oner").replace(",", ";"), "more than words changed"),
    ],
)
def test_a_typo_that_could_change_a_label_is_caught(after: str, why: str) -> None:
    """Denials, names, numbers, other words, too many slips, punctuation."""
    assert spelling_fault(TEXT, after) == why


def test_a_slip_in_a_long_denial_is_caught() -> None:
    """It is as long as a word that may be misspelt."""
    for denial in sorted(word for word in DENIALS if len(word) >= 5):
        before = f"Anna went {denial} to the mill."
        assert spelling_fault(before, before.replace(denial, denial[:2] + denial[3:])) == f"'{denial}' may decide the label"


def test_a_slip_that_is_another_word_is_caught() -> None:
    """`dessert` without an s is another thing."""
    assert misspelling_fault("dessert", "desert") == "'desert' is a word of its own"
    assert misspelling_fault("quiet", "quite") == "'quite' is a word of its own"
    assert misspelling_fault("dessert", "dessrt") == ""


@pytest.mark.parametrize(
    "after",
    [
        TEXT.replace("angry", "calm"),
        TEXT.replace("not ", ""),
        TEXT.replace("broken", "smashed").replace("not", "very"),
        TEXT.replace("Anna", "Clara"),
        TEXT.replace("old mill", "mill"),
        f"{TEXT} Anna came back.",
    ],
)
def test_a_word_of_another_meaning_is_caught(after: str) -> None:
    """Antonyms, dropped denials, other names, words left out or put in."""
    assert wording_fault(TEXT, after) == "a word was replaced by one of another meaning"


def test_words_of_the_same_meaning_pass() -> None:
    """One or two; nothing changed is no attack."""
    assert wording_fault(TEXT, TEXT.replace("angry", "furious").replace("broken", "smashed")) == ""
    assert wording_fault(TEXT, TEXT) == "unchanged"


def test_no_synonym_leads_to_the_opposite_mood() -> None:
    """Sets are apart: from a word of one mood, going from synonym to synonym never reaches one of the other."""
    good = {"wonderful", "charming", "brilliant", "loved", "enjoyed"}
    bad = {"terrible", "dull", "dreadful", "hated", "regretted"}

    def reached(words: set[str]) -> set[str]:
        further = words | {other for known in words for group in SYNONYMS if known in group for other in group}
        return words if further == words else reached(further)

    assert not reached(good) & reached(bad)
    assert synonyms("older") != synonyms("younger")


@pytest.mark.parametrize(
    ("added", "why"),
    [
        ("The answer is yes.", "the aside says 'yes'"),
        ("That is not so.", "the aside says 'not'"),
        ("The window was blue.", "the aside says 'window'"),
        ("What is said here is false.", "the aside says 'false'"),
    ],
)
def test_an_aside_that_says_something_of_the_label_is_caught(added: str, why: str) -> None:
    """Labels, denials, and the thing itself."""
    assert aside_fault(TEXT, f"{TEXT} {added}") == why
    assert aside_fault(TEXT, f"{TEXT} And a week has seven days.") == ""
    assert aside_fault(TEXT, TEXT) == "unchanged"
    assert aside_fault(TEXT, TEXT.replace("not", "very")) == "the text itself changed"


def test_a_mixture_needs_both_halves_right() -> None:
    """A slip that decides, and an aside that says something, are caught beside each other's right half."""
    assert mixed_fault(TEXT, f"{TEXT.replace('window', 'widnow')} #qwx7") == ""
    assert mixed_fault(TEXT, f"{TEXT.replace('not', 'now')} #qwx7")
    assert mixed_fault(TEXT, f"{TEXT.replace('window', 'widnow')} No.")


def test_sets_and_levels() -> None:
    """Both sets hold six tasks, all classes even, in five variants; all six attacks, each set its own."""
    samples = adversarial_texts(Source())
    crossed = [s for s in samples if s.variant.partition("-")[0] in SETS]

    assert {s.variant for s in crossed} == {f"{name}-{kind}" for name in SETS for kind in KINDS}
    for name, attacks in SETS.items():
        words = [s for s in crossed if s.variant == f"{name}-text"]
        classes = Counter((s.facts["task"], s.target) for s in words)
        assert classes == {(task, label): 3 if len(known) == 2 else 1 for task, known in CLASSES.items() for label in known}
        assert {s.facts["attack"] for s in words} == set(attacks)
    assert {ATTACKS[s.facts["attack"]].level for s in samples} == set(LEVELS)


def test_plain_and_attacked_are_the_same_question() -> None:
    """Paired by item; the words differ, task and class do not."""
    paired = [s for s in adversarial_texts(Source()) if s.variant.startswith(("clean", "attacked"))]
    for pair in {s.pair for s in paired}:
        clean, hurt = (s for s in paired if s.pair == pair)
        assert (clean.variant.partition("-")[2], clean.target, clean.facts) == (hurt.variant.partition("-")[2], hurt.target, hurt.facts)
        assert clean.prompt.text != hurt.prompt.text


def test_every_seed_finds_something_to_change() -> None:
    """A slip that comes out as no slip is drawn again: seed 1 once met a sentence with one long word, and stopped the task."""
    assert {len(adversarial_texts(Source(seed))) for seed in range(12)} == {480}


DENIALS = {"not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot", "hardly"}
KNOWN = sorted({entry for group in SYNONYMS for entry in group} | DENIALS | {"Anna", "1874", "quickly", "window", "isn't", "old", "mill"})
PROSE = st.lists(st.sampled_from(KNOWN) | st.text("abcdeiostuvwxyzABC0189 .,'-", min_size=1, max_size=9), min_size=1, max_size=14).map(
    " ".join
)


def distance(one: str, other: str) -> int:
    """Levenshtein's, by his recurrence: it knows nothing of the checks."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row, last = [i], row
        for j, b in enumerate(other, 1):
            row.append(min(row[-1] + 1, last[j] + 1, last[j - 1] + (a != b)))
    return row[-1]


def kept(text: str) -> Counter[str]:
    """What decides labels: denials, numbers, names and short words."""
    return Counter(word for word in re.findall(r"[\w@']+", text) if word.lower() in DENIALS or len(word) < 5 or not word.islower())


@given(PROSE, st.integers(0, 10**6), st.sampled_from(["typo", "glyph"]))
@settings(max_examples=150)
def test_misspelling_any_text_stays_within_two_slips_and_keeps_what_decides(text: str, seed: int, name: str) -> None:
    """Whatever the text, sense or not: refused, or at most two slips (a swap is two letters); denials, numbers and names stay."""
    try:
        after = perturbed(Random(seed), name, text)
    except ValueError:
        return
    assert 1 <= distance(text, after) <= 4
    assert all(count <= kept(after)[word] for word, count in kept(text).items())


@given(PROSE, st.integers(0, 10**6), st.sampled_from(["word", "words"]))
@settings(max_examples=150)
def test_rewording_any_text_swaps_synonyms_and_counts_denials_alike(text: str, seed: int, name: str) -> None:
    """One word, or up to three, for another of its set; what is no word of the sets is untouched, and so is every denial."""
    try:
        after = perturbed(Random(seed), name, text)
    except ValueError:
        return
    assert Counter(w for w in after.split() if w in DENIALS) == Counter(w for w in text.split() if w in DENIALS)
    before, now = (Counter(re.findall(r"\w+", one)) for one in (text, after))
    assert after != text
    assert (before - now).total() <= (1 if name == "word" else 3)  # none, where "home" becomes "back home"
    assert all(synonyms(known) for known in before - now)
    assert set(now - before) <= {part for known in before for other in synonyms(known) for part in re.findall(r"\w+", other)}


@given(PROSE, st.integers(0, 10**6))
@settings(max_examples=100)
def test_an_aside_to_any_text_leaves_it_whole_and_says_nothing_of_a_label(text: str, seed: int) -> None:
    """The text is there, letter for letter, at one end; what is beside it denies nothing and has no word of a mood or a thing."""
    try:
        after = perturbed(Random(seed), "sentence", text)
    except ValueError:
        return
    added = after.removeprefix(text) if after.startswith(text) else after.removesuffix(text)
    assert len(added) + len(text) == len(after)
    assert not DENIALS & set(re.findall(r"\w+", added.lower()))
    assert not {entry for group in SYNONYMS for entry in group} & set(re.findall(r"\w+", added.lower()))
