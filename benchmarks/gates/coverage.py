"""How often the intervals that reports show hold the truth; 95 % is what they promise."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy.stats import binom

from adapters.types import user_prompt
from benchmarks.gates.compared import covered, disparity_differences, highest_differences
from benchmarks.gates.correlations import correlated, five_step_truth, uneven, uneven_truth
from benchmarks.gates.draws import RATES, SIZES, Array, draws, figures, generator, remembered, share, siblings
from benchmarks.gates.fixed import item_sizes, rejected, worths
from benchmarks.gates.paired import cured, dropped, labelled
from fixtures.statistics.betting import interval_of, log_wealth, stakes
from fixtures.statistics.binomial import CONFIDENCE, clopper_pearson
from fixtures.statistics.disparity import simultaneous
from fixtures.statistics.fisher import fisher, measured_as
from fixtures.statistics.means import bootstrap_ratio
from fixtures.statistics.terms import Unit, terms_of
from fixtures.statistics.transitions import relative_drop
from fixtures.types import Measured, Sample

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
                found = siblings(generator(len(sizes), sizes.sum(), truth, alike, 1), draws(), sizes, truth, alike)
                kinds, times = np.unique(found, return_counts=True)
                held = [_holds(clopper_pearson(one, worth[one in (0.0, 1.0)]), truth) for one in kinds.tolist()]
                where = f"{name}, {truth:g}, correlation {alike:g}"
                yield "Clopper-Pearson, items (rates, siblings)", where, float(times @ held / times.sum())


def differences() -> Cases:
    """Exact: of the tests that the interval is made of. It is rounded outwards."""
    for n in SIZES[:4]:
        for truth in (0.0, 0.05, 0.10, 0.30) if n < 200 else (0.05,):
            for discordant in (max(truth, 0.02), truth + 0.1, truth + 0.3):
                lost = sum(rejected(n, truth, discordant, (1 - CONFIDENCE) / 2))
                yield "exact, paired (drop, shift)", f"n = {n}, {truth:g}, discordant {discordant:g}", 1 - lost


def means() -> Cases:
    """Of the bets by which means are decided."""
    for where, truth, values in _means():
        held = [_holds(_by_bets(row, truth), truth) for row in values]
        yield "bets (means)", where, share(np.array(held))


def bootstrapped_means() -> Cases:
    """The bootstrap's, which stands beside it in results.json, and decides nothing. Where all are alike, it is the whole scale."""
    for where, truth, values in _means():
        held = [_holds(bootstrap_ratio(row, np.ones(len(row)), (0.0, 1.0)), truth) for row in values]
        yield "BCa bootstrap, expanded (means; beside)", where, share(np.array(held))


def _by_bets(row: Array, truth: float) -> tuple[float, float]:
    units = [Unit(value, value, value, str(place)) for place, value in enumerate(row.tolist())]
    return interval_of(lambda bound: terms_of(units, ">=", bound, 0.0, 1.0), ">=", float(row.mean()), (0.0, 1.0))


def _means() -> Iterator[tuple[str, float, Array]]:
    """(where, the true mean, figures): even and skewed, in steps, mostly 0, and mostly small with some large."""
    for n in (20, 50, 200):
        shape = draws(0.05), n
        for truth in (0.05, 0.20, 0.50):
            for name, spread in (("spread", 2.0), ("skewed", 0.2)):
                yield f"n = {n}, {truth:g}, {name}", truth, figures(generator(n, truth, spread, 1), shape, truth, spread)
        rng = generator(n, 2)
        yield f"n = {n}, 0.184, five steps", 0.1835, rng.choice([0, 0.25, 0.5, 0.75, 1], p=[0.6, 0.2, 0.1, 0.064, 0.036], size=shape)
        yield f"n = {n}, 0.075, one in ten not 0", 0.075, np.where(rng.random(shape) < 0.1, rng.uniform(0.5, 1, shape), 0)
        yield f"n = {n}, 0.042, small but for one in 50", 0.0424, np.where(rng.random(shape) < 0.02, 0.9, rng.uniform(0, 0.05, shape))
        yield f"n = {n}, 0.1, lognormal", _cut_lognormal(), np.minimum(np.exp(1.2 * rng.standard_normal(shape)) / 20, 1)


@remembered
def _cut_lognormal() -> float:
    return float(np.minimum(np.exp(1.2 * generator(3).standard_normal(4_000_000)) / 20, 1).mean())


def relative_drops() -> Cases:
    """Of the bets by which relative drops are decided."""
    for n in (20, 50, 200):
        for before in (0.5, 0.9):
            for truth in (0.1, 0.5):
                chosen = generator(n, before, truth, 1).random((draws(0.025), 2, n))
                held = [_holds(_dropped(row[0] < before, row[1] < 1 - truth, n), truth) for row in chosen]
                yield "bets (relative drops)", f"n = {n}, {truth:g} of {before:g}", share(np.array(held))


def _dropped(first: Array, stays: Array, n: int) -> tuple[float, float]:
    question = user_prompt("a question")
    rows = [
        Measured(Sample(question, pair=str(place)), "answered", {"before": bool(one), "after": bool(one and other)})
        for place, (one, other) in enumerate(zip(first, stays, strict=True))
    ]
    score = relative_drop("before", "after").score(rows, "<=")
    return (-1.0, 1.0) if score.low is None or score.high is None else (score.low, score.high)


def correlations() -> Cases:
    """Fisher's."""
    for n in SIZES:
        for rho in (0.0, 0.3, 0.6, 0.9):
            for steps in (False, True):
                truth = five_step_truth(rho) if steps else rho
                found = correlated(generator(n, rho, 1), (draws(0.25), n), rho, steps)
                yield _fisher(f"n = {n}, r = {truth:.2f}{', five steps' if steps else ''}", truth, found)
            for name in ("skewed", "noise that grows"):
                found = uneven(name, generator(n, rho, 1), (draws(0.25), n), rho)
                yield _fisher(f"n = {n}, r = {uneven_truth(name, rho):.2f}, {name}", uneven_truth(name, rho), found)


def _fisher(where: str, truth: float, found: tuple[Array, Array]) -> tuple[str, str, float]:
    held = [_holds(fisher(measured_as(*pair)), truth) for pair in zip(*found, strict=True)]
    return "Fisher, with the spread (Pearson's r)", where, share(np.array(held))


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


def compared() -> Cases:
    """Of differences to a baseline, their half-widths added."""
    for kind in ("f1", "precision", "recall"):
        yield from covered("added (F1, precision, recall beside a baseline's)", partial(labelled, kind))


def compared_rates() -> Cases:
    """The same, of cure rates."""
    yield from covered("added (cure rates beside a baseline's)", cured)


def compared_drops() -> Cases:
    """The same, of relative drops."""
    yield from covered("added (relative drops beside a baseline's)", dropped)


def compared_highest() -> Cases:
    """The same, of the best of three."""
    yield from covered("added (highest beside a baseline's)", highest_differences)


def compared_disparities() -> Cases:
    """The same, of disparities."""
    yield from covered("added (disparity beside a baseline's)", disparity_differences)


COMPARED = (compared, compared_rates, compared_drops, compared_highest, compared_disparities)
ALL = (rates, clusters, differences, means, relative_drops, bootstrapped_means, correlations, disparities, *COMPARED, sequences)
