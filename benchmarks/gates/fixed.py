"""False passes and false failures of `--decide confident` when the truth lies exactly on the bound, at a fixed number of samples."""

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
from scipy.stats import binom

from benchmarks.gates.draws import ALPHA, DRAWS, RATES, SIZES, WON, Array, figures, generator, in_clusters, remembered, share
from fixtures.statistics.betting import log_wealth
from fixtures.statistics.binomial import Binomial, at_least, effective_size
from fixtures.statistics.correlation import Fisher, measured_as
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
    """Three variants an item, answered with a correlation of 0, 0.5 or 1."""
    for n in (20, 60, 200):
        for bound in (0.02, 0.05, 0.10, 0.20, 0.50):
            for alike in (0.0, 0.5, 1.0):
                values = in_clusters(generator(n, bound, alike), DRAWS // 2, n, 3, bound, alike).reshape(DRAWS // 2, -1)
                items = np.repeat(np.arange(n), 3).astype(str).tolist()
                tests = np.array([_clustered(row, items, bound) for row in values])
                yield f"{n} items, {bound:g}, correlation {alike:g}", *(share(tests[:, side] <= ALPHA) for side in (0, 1))


def _clustered(values: Array, items: list[str], bound: float) -> tuple[float, float]:
    size = effective_size(values, items)
    hits = float(values.mean()) * size
    return Binomial(">=", (hits, size), (hits, size), None, len(values)).p_values(bound)


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
                counts = np.arange(n + 1)
                likely = counts[binom.pmf(counts, n, discordant) > 1e-6].tolist()
                up = (1 + margin / discordant) / 2
                chances = [binom.pmf(m, n, discordant) * np.array(_decided(n, m, margin, up)) for m in likely]
                yield f"n = {n}, margin {margin:g}, discordant {discordant:g}", *map(float, np.sum(chances, axis=0))


def _decided(n: int, discordant: int, margin: float, up: float) -> tuple[float, float]:
    """How often, of so many discordant pairs, few enough are up to pass, and enough to fail."""
    steps = range(discordant + 1)
    fewest = bisect_left(steps, True, key=lambda ups: paired_p(n, discordant - ups, ups, -margin) > ALPHA)
    most = bisect_left(steps, True, key=lambda ups: paired_p(n, ups, discordant - ups, margin) <= ALPHA)
    return float(binom.cdf(fewest - 1, discordant, up)), float(binom.sf(most - 1, discordant, up))


def means() -> Cases:
    """Means of figures from 0 to 1: spread evenly, all or nothing, and mostly 0 with some large ones."""
    for n in SIZES:
        for bound in RATES:
            for name, spread in (("spread", 2.0), ("skewed", 0.2), ("all or nothing", 0.0)):
                values = figures(generator(n, bound, spread), (DRAWS // 2, n), bound, spread)
                met, missed = log_wealth(bound - values, bound - 1)[:, -1], log_wealth(values - bound, -bound)[:, -1]
                yield f"n = {n}, {bound:g}, {name}", share(met >= WON), share(missed >= WON)


def disparities() -> Cases:
    """Two and three groups of equal size, the greatest difference on the bound."""
    for n in SIZES[1:4]:
        for bound in (0.1, 0.2):
            for rates in ((0.0, bound), (0.3, 0.3 + bound), (0.5, 0.5, 0.5 + bound)):
                size = n // len(rates)
                hits = generator(n, bound, *rates).binomial(size, rates, (DRAWS // 2, len(rates))).tolist()
                tests = np.array([_disparity(tuple(row), size, bound) for row in hits])
                yield f"n = {n}, {bound:g}, rates {rates}", *(share(tests[:, side] <= ALPHA) for side in (0, 1))


@remembered
def _pair(first: int, second: int, size: int, margin: float) -> float:
    return independent_p((first, size), (second, size), margin)


def _disparity(hits: tuple[int, ...], size: int, bound: float) -> tuple[float, float]:
    pairs = [(first, second) for place, first in enumerate(hits) for other, second in enumerate(hits) if place != other]
    small = max(_pair(second, first, size, -bound) for first, second in pairs)
    return small, min(1.0, len(pairs) * min(_pair(first, second, size, bound) for first, second in pairs))


def correlations() -> Cases:
    """Normal figures, and the same on a scale of five steps."""
    for n in SIZES:
        for rho in (0.0, 0.3, 0.6, 0.8, 0.9):
            for steps in (False, True):
                truth = five_step_truth(rho) if steps else rho
                found = map(measured_as, *correlated(generator(n, rho), (DRAWS, n), rho, steps))
                tests = np.array([Fisher(">=", one, one, one.r).p_values(truth) for one in found])
                passes, failures = (share(tests[:, side] <= ALPHA) for side in (0, 1))
                yield f"n = {n}, r = {truth:.2f}{', five steps' if steps else ''}", passes, failures


@remembered
def five_step_truth(rho: float) -> float:
    """What the correlation becomes when both sides are rounded to five steps, to about three digits."""
    return float(np.corrcoef(*correlated(generator(rho), (1, 1_000_000), rho, True))[0, 1])


def correlated(rng: np.random.Generator, shape: tuple[int, int], rho: float, steps: bool) -> tuple[Array, Array]:
    """(said, expected): normal with this correlation, or both rounded to five steps."""
    said = rng.standard_normal(shape)
    expected = rho * said + np.sqrt(1 - rho**2) * rng.standard_normal(shape)
    return tuple(np.clip(np.round(x), -2, 2) if steps else x for x in (said, expected))  # type: ignore[return-value]


STATISTICS = {
    "rate (exact, by enumeration)": rates,
    "rate, three siblings an item": clustered_rates,
    "F1 (exact)": f1,
    "cure rate, deterioration (exact)": transitions,
    "drop, shift (exact)": differences,
    "mean": means,
    "disparity": disparities,
    "Pearson's r": correlations,
}
