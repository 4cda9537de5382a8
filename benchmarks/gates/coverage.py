"""How often the intervals that reports show hold the truth; 95 % is what they promise."""

from collections.abc import Iterator

import numpy as np
from scipy.stats import binom

from benchmarks.gates.correlations import correlated, five_step_truth
from benchmarks.gates.draws import RATES, SIZES, Array, draws, figures, generator, share, siblings
from benchmarks.gates.fixed import item_sizes, worths
from fixtures.statistics.betting import log_wealth, stakes
from fixtures.statistics.binomial import clopper_pearson
from fixtures.statistics.correlation import fisher, measured_as
from fixtures.statistics.differences import bonett_price
from fixtures.statistics.disparity import simultaneous
from fixtures.statistics.means import bootstrap_ratio
from fixtures.statistics.terms import Unit

Cases = Iterator[tuple[str, str, float]]
"""(interval, where, how often it holds the truth)."""


def _holds(interval: tuple[float, float], truth: float) -> bool:
    return interval[0] - 1e-9 <= truth <= interval[1] + 1e-9


def rates() -> Cases:
    """Exact; of F1 and conditional rates it is the same interval on another scale."""
    for n in SIZES:
        intervals = [clopper_pearson(hits / n, n) for hits in range(n + 1)]
        for truth in RATES:
            inside = [_holds(interval, truth) for interval in intervals]
            yield (
                "Clopper-Pearson (rates, F1, cure rates)",
                f"n = {n}, {truth:g}",
                float(binom.pmf(np.arange(n + 1), n, truth)[inside].sum()),
            )


def clusters() -> Cases:
    """Each item counts once."""
    for name, sizes in item_sizes():
        for truth in (0.02, 0.05, 0.10, 0.20, 0.50):
            for alike in (0.0, 0.5, 1.0):
                worth = worths(sizes)
                found = siblings(generator(len(sizes), sizes.sum(), truth, alike, 1), draws(0.25), sizes, truth, alike)
                held = [_holds(clopper_pearson(one, worth[one in (0.0, 1.0)]), truth) for one in found.tolist()]
                yield "Clopper-Pearson, items (rates, siblings)", f"{name}, {truth:g}, correlation {alike:g}", share(np.array(held))


def differences() -> Cases:
    """Bonett and Price's."""
    for n in SIZES:
        for truth in (0.0, 0.05, 0.10, 0.30):
            for discordant in (max(truth, 0.02), truth + 0.1, truth + 0.3):
                up, down = (discordant + truth) / 2, (discordant - truth) / 2
                counts = generator(n, truth, discordant, 1).multinomial(n, [up, down, 1 - up - down], draws())
                kinds, times = np.unique(counts, axis=0, return_counts=True)
                held = [_holds(bonett_price(_units(*kind)), truth) for kind in kinds.tolist()]
                yield "Bonett-Price (drop, shift)", f"n = {n}, {truth:g}, discordant {discordant:g}", float(times @ held / times.sum())


def _units(ups: int, downs: int, rest: int) -> list[Unit]:
    return [Unit(value, value, value) for value, times in ((1.0, ups), (-1.0, downs), (0.0, rest)) for _ in range(times)]


def means() -> Cases:
    """The bootstrap's, which decides nothing."""
    for n in (20, 50, 200):
        for truth in (0.05, 0.20, 0.50):
            for name, spread in (("spread", 2.0), ("skewed", 0.2)):
                values = figures(generator(n, truth, spread, 1), (150, n), truth, spread)
                held = [_holds(bootstrap_ratio(row, np.ones(n), (0.0, 1.0)), truth) for row in values]
                yield "BCa bootstrap (means)", f"n = {n}, {truth:g}, {name}", share(np.array(held))


def correlations() -> Cases:
    """Fisher's."""
    for n in SIZES:
        for rho in (0.0, 0.3, 0.6, 0.9):
            for steps in (False, True):
                truth = five_step_truth(rho) if steps else rho
                found = map(measured_as, *correlated(generator(n, rho, 1), (draws(0.25), n), rho, steps))
                held = [_holds(fisher(one), truth) for one in found]
                yield "Fisher (Pearson's r)", f"n = {n}, r = {truth:.2f}{', five steps' if steps else ''}", share(np.array(held))


def disparities() -> Cases:
    """Newcombe's for every two groups, with Bonferroni."""
    for n in (50, 100, 200):
        for rates in ((0.0, 0.1), (0.3, 0.4), (0.05, 0.05, 0.15), (0.5, 0.5, 0.7), (0.2, 0.2, 0.2)):
            size = n // len(rates)
            hits = generator(n, *rates, 1).binomial(size, rates, (draws(0.5), len(rates)))
            kinds, times = np.unique(hits, axis=0, return_counts=True)
            held = [_holds(simultaneous(np.stack([kind, size - kind], axis=1).astype(float)), max(rates) - min(rates)) for kind in kinds]
            yield "Newcombe, simultaneous (disparity)", f"n = {n}, rates {rates}", float(times @ held / times.sum())


def sequences() -> Cases:
    """The confidence sequence: whether it holds the truth after every one of 500 samples."""
    for truth in RATES:
        values = figures(generator(truth, 9), (draws(), 500), truth, 0)
        lost = _ever_out(values, truth)
        yield "confidence sequence, after every sample", f"n = 500, {truth:g}", 1 - share(lost)


def _ever_out(values: Array, truth: float) -> Array:
    limit = np.log(2 / 0.05)
    ends = (
        log_wealth(values - truth, -truth, stakes(-truth, 1 - truth, 500)),
        log_wealth(truth - values, truth - 1, stakes(truth - 1, truth, 500)),
    )
    return np.logical_or(*(one.max(axis=1) >= limit for one in ends))


ALL = (rates, clusters, differences, means, correlations, disparities, sequences)
