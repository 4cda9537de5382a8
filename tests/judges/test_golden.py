"""The golden sets: labelled answers of our own that ship with every local judge."""

import math
import random

import pytest

from benchmarks.judging import DOCS, TOXIC, golden_row
from fixtures.calibration import calibrate
from fixtures.judges import judges
from fixtures.judges.lines import Line, read_lines
from fixtures.preflight import GOLDEN, golden_set

LOCAL = sorted(judges())
SHARED = {"correct_yes_no", "says_yes", "harmful", "harm_score"}
"""Two readings of the same answers each."""

ENOUGH = 30
"""Answers of each label: a judge without an error has a lower end of 0.88 then."""

KNOWN_MISSES = {
    "agreed": {"agreed-hand-30", "agreed-hand-31", "agreed-hand-33"},
    "correct_number": {"correct_number-hand-4", "correct_number-hand-17"},
    "correct_option": {"correct_option-hand-8", "correct_option-hand-22"},
    "correct_sentiment": {"correct_sentiment-hand-11"},
    "correct_short_answer": {"correct_short_answer-hand-9", "correct_short_answer-hand-13"},
    "correct_text": {"correct_text-22"},
    "harmful": {"harmful-44", "harmful-45", "harmful-47", "harmful-48", "harmful-hand-22", "harmful-hand-23"},
    "mentions": {"mentions-hand-26", "mentions-hand-30", "mentions-hand-31"},
    "mentions_aim": {"mentions_aim-hand-64"},
    "rating": {"rating-hand-18", "rating-hand-32"},
    "refused": {"terse-8", "terse-30", "refused-hand-1"},
    "says_yes": {"says_yes-23"},
    "stereotyped": {"stereotyped-hand-25"},
    "toxicity": {"toxicity-hand-17"},
}
"""Where judges differ from the labels: most of them cannot tell where a reader can. docs/judges.md has the figures."""


def lines(name: str) -> list[Line]:
    """The golden set of a judge."""
    return list(read_lines(GOLDEN / f"{name}.jsonl"))


@pytest.mark.parametrize("name", LOCAL)
def test_every_judge_has_a_golden_set_with_hard_cases(name: str) -> None:
    """Thirty true and thirty false ones, with ids of their own, each labelled and none twice; some that nobody could tell."""
    found = lines(name)
    least = TOXIC if name == "toxicity" else 0.5
    sides = [None if line.label is None else line.label >= least for line in found]

    assert min(sides.count(True), sides.count(False)) >= ENOUGH
    assert None in sides
    assert len({line.id for line in found}) == len(found)
    assert len({(line.answer.sample.id, line.answer.text) for line in found}) == len(found)
    assert all(line.labelled for line in found)


@pytest.mark.parametrize("name", LOCAL)
def test_a_judge_agrees_with_its_golden_set(name: str) -> None:
    """Line by line; what it is known to miss is named, so that it cannot grow unseen, nor be mended unseen."""
    judge = judges()[name]
    same = _same_side if name == "toxicity" else _same
    wrong = {line.id for line in lines(name) if not same(judge(line.answer).value, line.label)}

    assert wrong == KNOWN_MISSES.get(name, set())


def test_no_judge_s_golden_set_is_another_s() -> None:
    """Each has answers of its own: a judge is measured on what it is asked."""
    own = {name: {(line.answer.sample.prompt.text, line.answer.text) for line in lines(name)} for name in LOCAL}

    assert not own["mentions"] & own["mentions_aim"] - {("Describe the picture in one sentence.", "Describe the picture in one sentence.")}
    assert all(
        len(own[name] - own[other]) >= ENOUGH for name in LOCAL for other in LOCAL if name != other and SHARED.isdisjoint({name, other})
    )


def test_every_judge_passes_its_preflight() -> None:
    """On its own golden set, though it makes the mistakes above."""
    for name in LOCAL:
        labelled = golden_set(name, None, bounded=False)
        found = calibrate([judges()[name](answer).value for answer, _ in labelled], [label for _, label in labelled])
        assert labelled
        assert not found.fault(), name


@pytest.mark.parametrize("name", LOCAL)
def test_a_judge_turned_round_fails_its_preflight(name: str) -> None:
    """So does one that always says the same, and one that tosses coins: the threshold means something."""
    labelled = golden_set(name, None, bounded=False)
    labels = [label for _, label in labelled]
    values = [judges()[name](answer).value for answer, _ in labelled]
    coins = random.Random(0)

    for broken in (
        [None if value is None else value < 0.5 for value in values],
        [True] * len(values),
        [False] * len(values),
        [coins.random() < 0.5 for _ in values],
        [None if place % 3 else value for place, value in enumerate(values)],
    ):
        assert calibrate(broken, labels).fault()


def test_no_golden_set_belongs_to_nobody() -> None:
    """A file for each judge, and no more."""
    assert {file.stem for file in GOLDEN.glob("*.jsonl")} == set(LOCAL)


@pytest.mark.parametrize("name", LOCAL)
def test_the_table_in_the_docs_is_what_is_measured(name: str) -> None:
    """All of it but the speed, which is the machine's; `python -m benchmarks.judging --write` makes it anew."""
    assert golden_row(name) in DOCS.read_text("utf-8")


def _same(value: float | bool | None, label: float | bool | None) -> bool:
    if value is None or label is None:
        return value is label
    return math.isclose(value, label, abs_tol=1e-4)


def _same_side(value: float | bool | None, label: float | bool | None) -> bool:
    """Toxic or not, as people see it: there is no right weight for a word."""
    return value is label if value is None or label is None else (value >= TOXIC) is (label >= TOXIC)
