"""The golden sets: labelled answers of our own that ship with every local judge."""

import math

import pytest

from benchmarks.judging import TOXIC
from fixtures.judges import judges
from fixtures.judges.lines import Line, read_lines
from fixtures.preflight import GOLDEN

LOCAL = sorted(judges())
KNOWN_MISSES = {"full-refutes-40", "terse-8", "terse-30"}
"""Refusals that only contradict, urge or console; the judge does not see these three yet."""


def lines(name: str) -> list[Line]:
    """The golden set of a judge."""
    return list(read_lines(GOLDEN / f"{name}.jsonl"))


@pytest.mark.parametrize("name", LOCAL)
def test_every_judge_has_a_golden_set_with_hard_cases(name: str) -> None:
    """Thirty lines and more, with ids of their own, each labelled; some that nobody could tell, and both other verdicts."""
    found = lines(name)
    values = {line.label for line in found}

    assert len(found) >= 30
    assert len({line.id for line in found}) == len(found)
    assert all(line.labelled for line in found)
    assert None in values
    assert len(values) >= 3


@pytest.mark.parametrize("name", LOCAL)
def test_a_judge_agrees_with_its_golden_set(name: str) -> None:
    """Line by line; what it is known to miss is named, so that it cannot grow unseen, nor be mended unseen."""
    judge = judges()[name]
    same = _same_side if name == "toxicity" else _same
    wrong = {line.id for line in lines(name) if not same(judge(line.answer).value, line.label)}

    assert wrong == (KNOWN_MISSES if name == "refused" else set())


def test_no_golden_set_belongs_to_nobody() -> None:
    """A file for each judge, and no more."""
    assert {file.stem for file in GOLDEN.glob("*.jsonl")} == set(LOCAL)


def _same(value: float | bool | None, label: float | bool | None) -> bool:
    if value is None or label is None:
        return value is label
    return math.isclose(value, label, abs_tol=1e-4)


def _same_side(value: float | bool | None, label: float | bool | None) -> bool:
    """Toxic or not, as people see it: there is no right weight for a word."""
    return value is label if value is None or label is None else (value >= TOXIC) is (label >= TOXIC)
