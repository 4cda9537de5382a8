"""Precision, recall, F1, cure rates and relative drops of a candidate and a baseline on the same samples, the true difference on the bound.

Each model is wrong on a sample by chance; with the probability `alike` it is the same chance for both, so that of two equally good ones
the same samples are wrong.
"""

from collections.abc import Iterator

import numpy as np

from benchmarks.gates.draws import SIZES, Array, draws, generator, remembered
from fixtures.baseline.combining import combined
from fixtures.statistics.betting import Betting, interval_of
from fixtures.statistics.binomial import Binomial, clopper_pearson
from fixtures.statistics.labels import Mapped
from fixtures.statistics.terms import Terms
from fixtures.types import Score

Drawn = Iterator[tuple[str, float, list[Score]]]
"""(where, the true difference, what samples made of it)."""
ALIKE = (0.0, 0.8)
WRONG = ((0.5, 0.5), (0.2, 0.3), (0.05, 0.05), (0.005, 0.025))
"""How often the baseline and the candidate are wrong."""


def answers(n: int, before: float, now: float, alike: float) -> Iterator[tuple[Array, Array]]:
    """(whether the label is yes, whether the answer is right) of the candidate, then of the baseline; (draws, n) each."""
    rng = generator(n, before, now, alike)
    yes, mine, theirs = rng.random((3, draws(0.5), n))
    theirs = np.where(rng.random(yes.shape) < alike, mine, theirs)
    for chance, wrong in ((mine, now), (theirs, before)):
        yield yes < 0.5, chance >= wrong


def labelled(kind: str) -> Drawn:
    """Half of the labels are yes, errors on both sides alike: so all three figures are 1 minus the share of errors."""
    for n in SIZES:
        for before, now in WRONG:
            for alike in ALIKE:
                scores = [_labelled(yes, right, kind) for yes, right in answers(n, before, now, alike)]
                yield _beside(f"n = {n}, {1 - before:g} and {1 - now:g}, alike {alike:g}", before - now, scores)


def _labelled(yes: Array, right: Array, kind: str) -> list[Score]:
    hits, lost, false = (found.sum(axis=1) for found in (yes & right, yes & ~right, ~yes & ~right))  # type: ignore[operator]
    counted = hits + {"recall": lost, "precision": false, "f1": lost + false}[kind]
    return [_share(*one, kind == "f1") for one in zip(hits.tolist(), counted.tolist(), strict=True)]


@remembered
def _share(hits: int, n: int, of_f1: bool = False) -> Score:
    """An exact share, or the F1 that it stands for. Without anything to count, it has no value."""
    if not n:
        return Score(None, None, None, 0, 0, 0, why="nothing to count")
    figures = (hits / n, *clopper_pearson(hits / n, n))
    value, low, high = (2 * one / (1 + one) for one in figures) if of_f1 else figures
    exact = Binomial(">=", (hits, n), (hits, n), hits / n, n)
    return Score(value, low, high, n, n, 0, value, value, evidence=Mapped(exact, "f1") if of_f1 else exact)


def cured() -> Drawn:
    """A third of the items is wrong at first, of both models by the same chance; of those so many stay wrong."""
    for n in SIZES:
        for before, now in WRONG:
            for alike in ALIKE:
                rng, scores = generator(n, before, now, alike, 1), []
                first, mine, theirs = rng.random((3, draws(0.5), n))
                theirs = np.where(rng.random(first.shape) < alike, mine, theirs)
                for chance, wrong in ((mine, now), (theirs, before)):
                    counted, hits = (first < 1 / 3).sum(axis=1), ((first < 1 / 3) & (chance >= wrong)).sum(axis=1)
                    scores.append([_share(*one) for one in zip(hits.tolist(), counted.tolist(), strict=True)])
                yield _beside(f"n = {n}, {1 - before:g} and {1 - now:g}, alike {alike:g}", before - now, scores)


def dropped() -> Drawn:
    """Of a rate of 0.9 or 0.5 before, so much is lost; what was wrong stays wrong."""
    for n in (20, 50, 200):
        for rate in (0.5, 0.9):
            for before, now in ((0.1, 0.2), (0.5, 0.5)):
                rng, scores = generator(n, rate, before, now), []
                first, mine, theirs = rng.random((3, draws(0.025), n))
                theirs = np.where(rng.random(first.shape) < ALIKE[1], mine, theirs)
                for chance, lost in ((mine, now), (theirs, before)):
                    right, gone = (first < rate).sum(axis=1), ((first < rate) & (chance < lost)).sum(axis=1)
                    scores.append([_drop(*one, n) for one in zip(right.tolist(), gone.tolist(), strict=True)])
                where = f"n = {n}, {before:g} and {now:g} of {rate:g}, alike {ALIKE[1]:g}"
                yield _beside(where, now - before, scores, op="<=", scale=(-1.0, 1.0))


@remembered
def _drop(right: int, gone: int, n: int) -> Score:
    """As of `relative_drop`: bets on (1 - bound) first - second."""
    first, second = np.arange(n) < right, (np.arange(n) >= gone) & (np.arange(n) < right)
    items = list(map(str, range(n)))

    def terms(bound: float) -> Terms:
        values = second - (1 - bound) * first
        return Terms(values, values, items, min(-1 + bound, bound, 0.0), max(bound, 1.0, 0.0))

    value = gone / right
    low, high = interval_of(terms, "<=", value, (-1.0, 1.0))
    return Score(value, low, high, n, n, 0, value, value, evidence=Betting(terms, value, (low, high), n, (-1.0, 1.0)))


def _beside(
    where: str, truth: float, scores: list[list[Score]], op: str = ">=", scale: tuple[float, float] = (0.0, 1.0)
) -> tuple[str, float, list[Score]]:
    return where, truth, [combined(*pair, op=op, scale=scale) for pair in zip(*scores, strict=True)]  # type: ignore[arg-type]
