"""False passes and false failures of `--decide confident` when the truth lies exactly on the bound, at a fixed number of samples."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy.stats import binom

from benchmarks.gates.compared import decided, disparity_differences, highest_differences
from benchmarks.gates.correlations import correlations, soiled_correlations, two_correlations, uneven_correlations
from benchmarks.gates.draws import ALPHA, RATES, SIZES, WON, Array, draws, figures, generator, remembered, share, siblings
from benchmarks.gates.paired import cured, dropped, labelled
from fixtures.statistics.betting import log_wealth, stakes
from fixtures.statistics.binomial import Binomial, at_least, effective_size
from fixtures.statistics.highest import OfAny
from fixtures.statistics.labels import to_share
from fixtures.statistics.unconditional import independent_p, paired_p

Cases = Iterator[tuple[str, float, float]]
"""(where, false passes, false failures)."""


def rates() -> Cases:
    """Exact: summed over every outcome. What holds for a bound from below holds mirrored for one from above."""
    for n in SIZES:
        for bound in RATES:
            hits = np.arange(n + 1)
            chance = binom.pmf(hits, n, bound)
            tests = np.array([Binomial(">=", (h, n), (h, n), None, n).p_values(bound) for h in hits])
            yield f"n = {n}, {bound:g}", *(float(chance[tests[:, side] <= ALPHA].sum()) for side in (0, 1))


def point_rates() -> Cases:
    """What point decisions do there, for comparison."""
    for n in SIZES:
        for bound in RATES:
            met = float(binom.cdf(np.floor(n * bound + 1e-9), n, bound))
            yield f"n = {n}, {bound:g}", met, 1 - met


def clustered_rates() -> Cases:
    """Two to 28 variants an item, or as many as it happens to have, answered with a correlation of 0 to 1."""
    for name, sizes in item_sizes():
        for bound in RATES:
            for alike in (0.0, 0.3, 0.65, 0.9):  # at 1, siblings of equal number are the test of a rate
                found = siblings(generator(len(sizes), sizes.sum(), bound, alike), draws(), sizes, bound, alike)
                worth = worths(sizes)
                tests = np.array([_clustered(one, worth[one in (0.0, 1.0)], bound) for one in found.tolist()])
                yield f"{name}, {bound:g}, correlation {alike:g}", *(share(tests[:, side] <= ALPHA) for side in (0, 1))


def item_sizes() -> Iterator[tuple[str, Array]]:
    """(in words, the number of answers of each item)."""
    for items in (20, 60, 200):
        for size in (2, 3, 10, 28):
            if items * size < 2_500:
                yield f"{items} items of {size}", np.full(items, float(size))
        yield f"{items} items of 1 to 12", 1.0 + np.arange(items) % 12


def worths(sizes: Array) -> tuple[float, float]:
    """What siblings are worth, where they differ and where all are the same."""
    items = np.repeat(np.arange(len(sizes)), sizes.astype(int)).astype(str).tolist()
    return effective_size([float(n == 0) for n in range(len(items))], items), effective_size([1.0] * len(items), items)


@remembered
def _clustered(found: float, size: float, bound: float) -> tuple[float, float]:
    return Binomial(">=", (found * size, size), (found * size, size), None, 0).p_values(bound)


def highest_of_three() -> Cases:
    """The best of three prompts, on other questions each: only one on the bound, or all."""
    for n in SIZES[1:4]:
        for bound in (0.5, 0.9):
            for others in (bound - 0.2, bound):
                hits = generator(n, bound, others).binomial(n, (bound, others, others), (draws(), 3)).tolist()
                tests = np.array([_highest(*sorted(row), n, bound) for row in hits])
                yield f"n = {n} each, {bound:g}, the others {others:g}", *(share(tests[:, side] <= ALPHA) for side in (0, 1))


@remembered
def _highest(first: int, second: int, third: int, n: int, bound: float) -> tuple[float, float]:
    return OfAny([Binomial(">=", (hits, n), (hits, n), None, n) for hits in (first, second, third)]).p_values(bound)


def relative_drops() -> Cases:
    """Of a rate of 0.9 or 0.5 before, a tenth or a half is lost; what was wrong stays wrong."""
    for n in SIZES:
        for before in (0.5, 0.9):
            for bound in (0.1, 0.5):
                chosen = generator(n, before, bound).random((2, draws(), n))
                first = chosen[0] < before
                second = first & (chosen[1] < 1 - bound)
                yield f"n = {n}, {bound:g} of {before:g}", *_bet((1 - bound) * first - second, -bound, 1 - bound)


def _bet(terms: Array, low: float, high: float) -> tuple[float, float]:
    """How often bets on the terms (draws, n) and against them are won at the end."""
    n = terms.shape[-1]
    ends = log_wealth(terms, low, stakes(low, high, n))[:, -1], log_wealth(-terms, -high, stakes(-high, -low, n))[:, -1]
    return share(ends[1] >= WON), share(ends[0] >= WON)


def f1() -> Cases:
    """Exact. Half of the labels are yes; errors on both sides alike."""
    for n in SIZES:
        for bound in (0.3, 0.5, 0.7, 0.9, 0.95):
            q = to_share(bound)
            yield f"n = {n}, {bound:g}", *_conditional(n, 0.5 / (0.5 + 0.5 * q), q)


def transitions() -> Cases:
    """Exact. Cure rates: of n items, a third was wrong at first."""
    for n in SIZES:
        for bound in RATES[3:]:
            yield f"n = {n}, {bound:g}", *_conditional(n, 1 / 3, bound)


def _conditional(n: int, belongs: float, bound: float) -> tuple[float, float]:
    """The denominator is itself a binomial count; the test is exact for each."""
    sizes = np.arange(1, n + 1)
    return tuple(float(binom.pmf(sizes, n, belongs) @ [_level(s, p) for s in sizes.tolist()]) for p in (bound, 1 - bound))  # type: ignore[return-value]


@remembered
def _level(n: int, bound: float) -> float:
    """How often an exact test of a rate says more than `bound` when it is just that."""
    return next((float(binom.sf(h - 1, n, bound)) for h in range(n + 1) if at_least(h, n, bound) <= ALPHA), 0.0)


def differences() -> Cases:
    """Drops and shifts, at margins of 0 to 30 points and from hardly any to a third of the pairs discordant beyond that. Exact to 1e-4."""
    for n in SIZES:
        for margin in (0.0, 0.05, 0.10, 0.30) if n < 200 else (0.05,):
            for discordant in (max(margin, 0.02), margin + 0.1, margin + 0.3) if n < 500 else (margin, margin + 0.1):
                yield f"n = {n}, margin {margin:g}, discordant {discordant:g}", *rejected(n, margin, discordant, ALPHA)


def rejected(n: int, margin: float, discordant: float, level: float) -> tuple[float, float]:
    """How often paired tests at `level` pass and fail a model on the margin, of whose n pairs so large a share is discordant."""
    counts = np.arange(n + 1)
    likely = counts[binom.pmf(counts, n, discordant) > 1e-6].tolist()
    up = (1 + margin / discordant) / 2
    chances = [binom.pmf(m, n, discordant) * np.array(_decided(n, m, margin, up, level)) for m in likely]
    return tuple(map(float, np.sum(chances, axis=0)))  # type: ignore[return-value]


def _decided(n: int, discordant: int, margin: float, up: float, level: float) -> tuple[float, float]:
    """How often, of so many discordant pairs, few enough are up to pass, and enough to fail."""
    steps = range(discordant + 1)
    fewest = bisect_left(steps, True, key=lambda ups: paired_p(n, discordant - ups, ups, -margin) > level)
    most = bisect_left(steps, True, key=lambda ups: paired_p(n, ups, discordant - ups, margin) <= level)
    return float(binom.cdf(fewest - 1, discordant, up)), float(binom.sf(most - 1, discordant, up))


def means() -> Cases:
    """Means of figures from 0 to 1: spread evenly, all or nothing, and mostly 0 with some large ones."""
    for n in SIZES:
        for bound in RATES:
            for name, spread in (("spread", 2.0), ("skewed", 0.2), ("all or nothing", 0.0)):
                values = figures(generator(n, bound, spread), (draws(), n), bound, spread)
                yield f"n = {n}, {bound:g}, {name}", *_bet(values - bound, -bound, 1 - bound)


def disparities() -> Cases:
    """Two and three groups of equal size, the greatest difference on the bound."""
    for n in SIZES[1:4]:
        for bound in (0.1, 0.2):
            for rates in ((0.0, bound), (0.3, 0.3 + bound), (0.5, 0.5, 0.5 + bound)):
                size = n // len(rates)
                hits = generator(n, bound, *rates).binomial(size, rates, (draws(), len(rates))).tolist()
                tests = np.array([_disparity(tuple(row), size, bound) for row in hits])
                yield f"n = {n}, {bound:g}, rates {rates}", *(share(tests[:, side] <= ALPHA) for side in (0, 1))


@remembered
def _pair(first: int, second: int, size: int, margin: float) -> float:
    return independent_p((first, size), (second, size), margin)


def _disparity(hits: tuple[int, ...], size: int, bound: float) -> tuple[float, float]:
    pairs = [(first, second) for place, first in enumerate(hits) for other, second in enumerate(hits) if place != other]
    small = max(_pair(second, first, size, -bound) for first, second in pairs)
    return small, min(1.0, len(pairs) * min(_pair(first, second, size, bound) for first, second in pairs))


STATISTICS = {
    "rate (exact, by enumeration)": rates,
    "rate, siblings": clustered_rates,
    "highest of three rates": highest_of_three,
    "F1 (exact)": f1,
    "cure rate, deterioration (exact)": transitions,
    "drop, shift (exact)": differences,
    "mean": means,
    "relative drop": relative_drops,
    "disparity": disparities,
    "Pearson's r, normal figures and five steps": correlations,
    "two Pearson's r, candidate and baseline": two_correlations,
    "two F1, candidate and baseline": partial(decided, partial(labelled, "f1")),
    "two precisions, candidate and baseline": partial(decided, partial(labelled, "precision")),
    "two recalls, candidate and baseline": partial(decided, partial(labelled, "recall")),
    "two cure rates, candidate and baseline": partial(decided, cured),
    "two relative drops, candidate and baseline": partial(decided, dropped),
    "two highest of three rates, candidate and baseline": partial(decided, highest_differences),
    "two disparities, candidate and baseline": partial(decided, disparity_differences),
    "Pearson's r, uneven figures": uneven_correlations,
    "Pearson's r, 1 to 10 % garbage": soiled_correlations,
}
