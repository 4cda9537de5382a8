"""F1, precision and recall: their worst and best are the worst and best that the missing verdicts could have made them."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.statistics import f1, precision, recall
from fixtures.types import Measured
from tests.statistics.rows import row

FIGURES = [f1, precision, recall]


def _plain(kind: str, labels: list[bool], said: list[bool]) -> float | None:
    """By the textbook."""
    both, false, missed = (
        sum(pair == kinds for pair in zip(said, labels, strict=True)) for kinds in ((True, True), (True, False), (False, True))
    )
    below = {"f1": 2 * both + false + missed, "precision": both + false, "recall": both + missed}[kind]
    return (2 * both if kind == "f1" else both) / below if below else None


@pytest.mark.parametrize("figure", FIGURES)
@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=9))
def test_worst_and_best_are_what_the_unknown_could_be(figure: type, said: list[bool | None]) -> None:
    """Every way to fill in what a judge could not tell is tried; labels alternate in twos."""
    statistic = figure("said")
    measured = [_one(n, value) for n, value in enumerate(said)]
    labels = [statistic.label(one.sample) for one in measured]
    filled = [list(way) for way in product(*([[True, False] if value is None else [value] for value in said]))]
    ways = [_plain(statistic.kind, labels, way) for way in filled]
    found = [value for value in ways if value is not None]
    score = statistic.score(measured, ">=")

    if found and score.worst is not None and score.planned:
        # Of precision the worst is stricter: a true yes of which nobody knows whether it was said counts as an error.
        assert score.worst <= min(found) + 1e-9 if statistic.kind == "precision" else score.worst == pytest.approx(min(found))
        # Where the figure may turn out to have no value (nothing was yes, neither said nor true), nobody can say that it misses.
        assert score.best == (1.0 if None in ways else pytest.approx(max(found)))


def _one(n: int, value: bool | None) -> Measured:
    one = row(n, said=value)
    return replace(one, sample=replace(one.sample, pair=""))


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("how", ["point", "confident"])
def test_errors_decide_nothing(figure: type, how: str) -> None:
    """A run of nothing but errors neither meets nor misses."""
    gate = figure("said") >= 0.7
    measured = [row(n, outcome="error", said=None) for n in range(60)]

    assert gate.decide(gate.statistic.score(measured, ">="), how)[0] == "undecided"


@pytest.mark.parametrize("figure", [f1, recall])
def test_silence_misses(figure: type) -> None:
    """It is the model's own doing."""
    gate = figure("said") >= 0.7
    assert gate.decide(gate.statistic.score([row(n, outcome="empty", said=None) for n in range(60)], ">="))[0] == "missed"
