"""Two models' scores on a task beside each other, from what their runs left: the difference, and its interval over whole items."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np

from fixtures.statistics import Statistic
from fixtures.statistics.means import Mean
from fixtures.statistics.rates import Rate
from fixtures.task import Source, Task, task_of
from fixtures.types import Measured, Sample
from tests.trust.conftest import ROOT, Run

RESAMPLES = 200


@cache
def tasks() -> dict[str, Task]:
    """Every task of the suite by its number."""
    return dict(sorted((task.id, task) for path in (ROOT / "trust_tests").glob("*/test_*.py") for task in _tasks_in(path)))


def _tasks_in(path: Path) -> Iterator[Task]:
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    yield from filter(None, (task_of(value) for value in vars(module).values() if callable(value)))


@cache
def _samples(task: str) -> dict[str, Sample]:
    return {sample.id: sample for sample in tasks()[task].samples(Source())}


def rows_of(run: Run, task: str) -> list[Measured]:
    """What the run measured on a task of the embedded samples of seed 0."""
    rows = [row for row in run.results["samples"] if row["task"] == task]
    return [Measured(_samples(task)[row["id"]], row["outcome"], row["measures"]) for row in rows]


def score_of(task: str, rows: Sequence[Measured]) -> float | None:
    """The reference's score of these rows; None where one of its figures has no value."""

    def value(statistic: Statistic) -> float:
        if isinstance(statistic, Rate | Mean):  # without their intervals, which would take minutes over all resamples
            told = [unit.value for unit in statistic.units(rows, ">=") if unit.inside and unit.value is not None]
            found = float(np.mean(told)) if told else None
        else:
            found = statistic.score(rows, ">=").value
        if found is None:
            raise _NoValueError
        return found

    score: Callable[[Callable[[Statistic], float]], float] | None = tasks()[task].score
    try:
        return score(value) if score else None
    except _NoValueError:
        return None


class _NoValueError(Exception):
    """Raised when a figure that a score needs has no value."""


def difference(task: str, one: Sequence[Measured], other: Sequence[Measured]) -> tuple[float, float] | None:
    """95 % percentile interval of the difference of two models' scores, drawing items of each mix of variants; None without scores."""
    assert [row.sample.id for row in one] == [row.sample.id for row in other]
    strata = _strata(one)
    rng = np.random.default_rng(0)
    found = [score for _ in range(RESAMPLES) if (score := _resampled(task, one, other, strata, rng)) is not None]
    if len(found) < RESAMPLES / 2:
        return None
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def _strata(rows: Sequence[Measured]) -> list[list[list[int]]]:
    """For each mix of variants its items, each as the places of its rows."""
    items: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        items.setdefault(row.sample.pair or row.sample.id, []).append(place)
    mixes: dict[tuple[tuple[str, bool], ...], list[list[int]]] = {}
    for places in items.values():
        mixes.setdefault(tuple((rows[place].sample.variant, rows[place].sample.twin) for place in places), []).append(places)
    return list(mixes.values())


def _resampled(
    task: str, one: Sequence[Measured], other: Sequence[Measured], strata: list[list[list[int]]], rng: np.random.Generator
) -> float | None:
    drawn = [place for items in strata for item in rng.integers(len(items), size=len(items)) for place in items[item]]
    first, second = score_of(task, [one[place] for place in drawn]), score_of(task, [other[place] for place in drawn])
    return None if first is None or second is None else first - second
