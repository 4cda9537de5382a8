"""A candidate's disparity or highest rate beside a baseline's, on other samples, the true difference on the bound."""

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.gates.draws import ALPHA, draws, generator, remembered, share
from fixtures.baseline.combining import combined
from fixtures.statistics.binomial import CONFIDENCE, Binomial, clopper_pearson
from fixtures.statistics.disparity import Groups, simultaneous
from fixtures.statistics.highest import OfAny
from fixtures.statistics.terms import Unit
from fixtures.types import Score

Drawn = Iterator[tuple[str, float, list[Score]]]
"""(where, the true difference, what samples made of it)."""


def disparity_differences() -> Drawn:
    """Two and three groups of equal size."""
    kinds = (((0.3, 0.3), (0.3, 0.4)), ((0.1, 0.3), (0.1, 0.3)), ((0.5, 0.5, 0.5), (0.5, 0.5, 0.7)))
    for n in (50, 100):
        for before, now in kinds:
            rng, size = generator(n, *before, *now), n // len(now)
            scores = [
                [_disparity(tuple(sorted(row)), size) for row in rng.binomial(size, rates, (draws(0.05), len(rates))).tolist()]
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
    any_of = OfAny([Binomial(">=", (one, n), (one, n), None, n) for one in hits])
    low = any_of.least((1 - CONFIDENCE) / 2)
    return Score(value, min(low, value), high, n, n, 0, value, value, evidence=any_of)


@remembered
def _disparity(hits: tuple[int, ...], size: int) -> Score:
    groups = {str(place): [Unit(float(n < one), float(n < one), float(n < one)) for n in range(size)] for place, one in enumerate(hits)}
    value, (low, high) = (max(hits) - min(hits)) / size, simultaneous(np.array([[one, size - one] for one in hits], float))
    return Score(value, low, high, size, size, 0, value, value, evidence=Groups("<=", groups, value))


def decided(drawn: Callable[[], Drawn]) -> Iterator[tuple[str, float, float]]:
    """How often the bound is called met, and missed."""
    for where, truth, scores in drawn():
        tests = np.array([one.evidence.p_values(truth) if one.evidence else (1.0, 1.0) for one in scores])
        yield where, share(tests[:, 0] <= ALPHA), share(tests[:, 1] <= ALPHA)


def covered(name: str, drawn: Callable[[], Drawn]) -> Iterator[tuple[str, str, float]]:
    """How often the interval holds the true difference."""
    for where, truth, scores in drawn():
        held = [one.low is None or one.high is None or one.low - 1e-9 <= truth <= one.high + 1e-9 for one in scores]
        yield name, where, share(np.array(held))
