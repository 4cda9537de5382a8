"""`--stop decided`: how often it errs when somebody looks after every sample, and how many samples it needs."""

from collections.abc import Iterator

import numpy as np
from scipy.stats import binom

from benchmarks.gates.draws import ALPHA, DRAWS, RATES, WON, Array, figures, generator, in_clusters, share
from fixtures.statistics.betting import log_wealth

PLAN = 500
SIZES = (100, 200, 300, 500)


def both(terms: Array, low: float, high: float) -> tuple[Array, Array]:
    """Log capital, after each item, of who bets that the truth is above the bound, and of who bets that it is below."""
    return log_wealth(terms, low), log_wealth(-terms, -high)


def ever(terms: Array, low: float, high: float) -> tuple[float, float]:
    """How often either is ever won, looking after every one of the items."""
    up, down = both(terms, low, high)
    return share(up.max(axis=1) >= WON), share(down.max(axis=1) >= WON)


def errors() -> Iterator[tuple[str, str, float, float]]:
    """(statistic, where, false passes, false failures) with the truth on the bound, over 500 items."""
    for bound in RATES:
        rng, shape = generator(bound, 7), (DRAWS, PLAN)
        yield "rate", f"{bound:g}", *ever(figures(rng, shape, bound, 0) - bound, -bound, 1 - bound)
        yield "mean, skewed", f"{bound:g}", *ever(figures(rng, shape, bound, 0.2) - bound, -bound, 1 - bound)
        siblings = in_clusters(rng, DRAWS // 2, PLAN // 3, 3, bound, 0.5).sum(axis=2) - 3 * bound
        yield "rate, three siblings an item", f"{bound:g}", *ever(siblings, -3 * bound, 3 * (1 - bound))
        wrong = rng.random(shape) < 1 / 3
        yield "cure rate, F1", f"{bound:g}", *ever(np.where(wrong, (rng.random(shape) < bound) - bound, 0.0), -bound, 1 - bound)
    for margin in (0.0, 0.05, 0.10, 0.30):
        for discordant in (max(margin, 0.02), margin + 0.1, margin + 0.3):
            draws = generator(margin, discordant, 7).random((DRAWS, PLAN))
            up, down = (discordant + margin) / 2, (discordant - margin) / 2
            values = np.where(draws < up, 1.0, np.where(draws < up + down, -1.0, 0.0))
            yield "drop, shift", f"margin {margin:g}, discordant {discordant:g}", *ever(values - margin, -1 - margin, 1 - margin)


def peeking() -> Iterator[tuple[str, float]]:
    """How often a fixed 5 % test, made again after every sample from the 20th on, calls a model that lies on the bound bad."""
    for bound in (0.05, 0.10, 0.50):
        hits = np.cumsum(generator(bound, 8).random((DRAWS, PLAN)) < bound, axis=1)
        sizes = np.arange(1, PLAN + 1)
        critical = binom.isf(ALPHA, sizes, bound)
        yield f"{bound:g}", share((hits > critical)[:, 19:].any(axis=1))


def saving() -> Iterator[tuple[float, float, int, float, float, float, int]]:
    """(bound, truth, planned, samples used on average, decided, decided rightly, n of the fixed test with the same power)."""
    for bound, truth in ((0.10, 0.0), (0.10, 0.20), (0.20, 0.10), (0.20, 0.30), (0.50, 0.40), (0.50, 0.60)):
        for planned in SIZES:
            values = figures(generator(bound, truth, planned), (DRAWS // 2, planned), max(truth, 1e-12), 0)
            up, down = both(values - bound, -bound, 1 - bound)
            right, wrong = (up, down) if truth > bound else (down, up)
            ends = [_first(one >= WON, planned) for one in (right, wrong)]
            used, rightly = np.minimum(*ends), share((ends[0] <= planned) & (ends[0] < ends[1]))
            decided = share(used <= planned)
            yield bound, truth, planned, float(np.minimum(used, planned).mean()), decided, rightly, equal_power(bound, truth, rightly)


def _first(won: Array, planned: int) -> Array:
    """After how many samples; one more than planned where never."""
    return np.where(won.any(axis=1), won.argmax(axis=1), planned + 1)


def equal_power(bound: float, truth: float, power: float) -> int:
    """The smallest number from which on an exact test at 5 % decides as often; power beyond what the draws can tell counts as that."""
    power = min(power, 1 - 1 / DRAWS)
    if truth < bound:
        bound, truth = 1 - bound, 1 - truth
    sizes = np.arange(5, 2_000)
    reached = binom.sf(binom.isf(ALPHA, sizes, bound), sizes, truth) >= power
    return int(sizes[np.argmax(reached)]) if reached.any() else -1
