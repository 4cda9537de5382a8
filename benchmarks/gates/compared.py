"""A candidate's F1, disparity or highest rate beside a baseline's, the true difference on the bound: their intervals are combined."""

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.gates.draws import ALPHA, SIZES, draws, generator, remembered, share
from fixtures.baseline.difference import combined
from fixtures.statistics.binomial import CONFIDENCE, Binomial, clopper_pearson
from fixtures.statistics.disparity import simultaneous
from fixtures.statistics.highest import OfAny
from fixtures.types import Score

Drawn = Iterator[tuple[str, float, list[Score]]]
"""(where, the true difference, what samples made of it)."""


def f1_differences() -> Drawn:
    """Half of the labels are yes, errors on both sides alike; what counts are the errors and the hits."""
    for n in SIZES:
        for before, now in ((0.5, 0.5), (0.8, 0.7), (0.95, 0.95)):
            rng, scores = generator(n, before, now), []
            for figure in (now, before):
                hit = figure / (2 - figure)
                counted = np.maximum(1, rng.binomial(n, 0.5 / (0.5 + 0.5 * hit), draws()))
                scores.append([_f1(*one) for one in zip(rng.binomial(counted, hit).tolist(), counted.tolist(), strict=True)])
            yield f"n = {n}, {before:g} and {now:g}", now - before, [combined(*pair, op=">=") for pair in zip(*scores, strict=True)]


def disparity_differences() -> Drawn:
    """Two and three groups of equal size."""
    kinds = (((0.3, 0.3), (0.3, 0.4)), ((0.1, 0.3), (0.1, 0.3)), ((0.5, 0.5, 0.5), (0.5, 0.5, 0.7)))
    for n in SIZES[1:4]:
        for before, now in kinds:
            rng, size = generator(n, *before, *now), n // len(now)
            scores = [
                [_disparity(tuple(row), size) for row in rng.binomial(size, rates, (draws(), len(rates))).tolist()]
                for rates in (now, before)
            ]
            truth = (max(now) - min(now)) - (max(before) - min(before))
            yield f"n = {n}, rates {before} and {now}", truth, [combined(*pair, op="<=") for pair in zip(*scores, strict=True)]


def highest_differences() -> Drawn:
    """The best of three prompts, on other questions each."""
    for n in (50, 100):
        for before, now in (((0.5, 0.3, 0.3), (0.5, 0.5, 0.5)), ((0.9, 0.9, 0.9), (0.85, 0.85, 0.85)), ((0.8, 0.6, 0.6), (0.8, 0.6, 0.6))):
            rng = generator(n, *before, *now)
            hits = (rng.binomial(n, rates, (draws(), 3)).tolist() for rates in (now, before))
            scores = [[_highest(tuple(sorted(row)), n) for row in rows] for rows in hits]
            truth = max(now) - max(before)
            yield f"n = {n} each, {before} and {now}", truth, [combined(*pair, op=">=") for pair in zip(*scores, strict=True)]


@remembered
def _highest(hits: tuple[int, ...], n: int) -> Score:
    value, high = hits[-1] / n, clopper_pearson(hits[-1] / n, n)[1]
    low = OfAny([Binomial(">=", (one, n), (one, n), None, n) for one in hits]).least((1 - CONFIDENCE) / 2)
    return Score(value, min(low, value), high, n, n, 0, value, value)


@remembered
def _f1(hits: int, counted: int) -> Score:
    value, low, high = (2 * one / (1 + one) for one in (hits / counted, *clopper_pearson(hits / counted, counted)))
    return Score(value, low, high, counted, counted, 0, value, value)


@remembered
def _disparity(hits: tuple[int, ...], size: int) -> Score:
    value, (low, high) = (max(hits) - min(hits)) / size, simultaneous(np.array([[one, size - one] for one in hits], float))
    return Score(value, low, high, size, size, 0, value, value)


def decided(drawn: Callable[[], Drawn]) -> Iterator[tuple[str, float, float]]:
    """How often the bound is called met, and missed."""
    for where, truth, scores in drawn():
        tests = np.array([one.evidence.p_values(truth) for one in scores if one.evidence])
        yield where, share(tests[:, 0] <= ALPHA), share(tests[:, 1] <= ALPHA)


def covered(name: str, drawn: Callable[[], Drawn]) -> Iterator[tuple[str, str, float]]:
    """How often the interval holds the true difference."""
    for where, truth, scores in drawn():
        held = [one.low - 1e-9 <= truth <= one.high + 1e-9 for one in scores if one.low is not None and one.high is not None]
        yield name, where, share(np.array(held))
