"""`--stop decided`: how often it errs when somebody looks after every sample, and how many samples it needs."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy
from scipy.stats import binom

from benchmarks.gates.draws import ALPHA, RATES, WON, Array, draws, figures, generator, in_clusters, share
from fixtures.statistics.betting import log_wealth, stakes, with_whole

PLAN = 500
PLANS = (20, 50, 100, 200, 500)
SIZES = (100, 200, 300, 500)


def both(terms: Array, low: float, high: float, counted: bool = False) -> tuple[Array, Array]:
    """Log capital, after each item of the plan, of who bets that the truth is above the bound, and of who bets that it is below.

    `counted`: each item is one answer, right or wrong, and half of the capital is in the test of the whole plan.
    """
    planned = terms.shape[-1]
    found = []
    for sign, least, most in ((1.0, low, high), (-1.0, -high, -low)):
        bets = log_wealth(sign * terms, least, stakes(least, most, planned))
        found.append(with_whole(bets, sign * terms, least, most, planned) if counted else bets)
    return found[0], found[1]


def ever(terms: Array, low: float, high: float, counted: bool = False) -> tuple[float, float]:
    """How often either is ever won, looking after every one of the items."""
    up, down = both(terms, low, high, counted)
    return share(up.max(axis=1) >= WON), share(down.max(axis=1) >= WON)


def ever_exactly(bound: float, planned: int) -> tuple[float, float]:
    """The same for a rate, without drawing: the capital depends on the hits so far, so their chances are followed sample by sample."""
    hits_first = np.arange(planned) < np.arange(planned + 1)[:, None]
    up, down = both(hits_first - bound, -bound, 1 - bound, counted=True)
    return _absorbed(up >= WON, bound), _absorbed(down >= WON, bound)


def _absorbed(won: Array, bound: float) -> float:
    """The chance to come to a place (hits, samples) where it is won; the row of `won` is the hits, of which all came first."""
    chances, total = np.zeros(len(won)), 0.0
    chances[0] = 1.0
    for seen in range(1, won.shape[1]):
        chances = chances * (1 - bound) + np.concatenate([[0.0], chances[:-1] * bound])
        ends = won[:, seen] & (np.arange(len(won)) <= seen)
        total, chances = total + float(chances[ends].sum()), np.where(ends, 0.0, chances)
    return total


def errors() -> Iterator[tuple[str, str, float, float]]:
    """(statistic, where, false passes, false failures) with the truth on the bound, over a plan of 20 to 500 items."""
    for planned in PLANS:
        for bound in RATES:
            rng, shape, name = generator(bound, planned, 7), (draws(), planned), f"{planned}, {bound:g}"
            yield "rate (exact)", name, *ever_exactly(bound, planned)
            yield "mean, skewed", name, *ever(figures(rng, shape, bound, 0.2) - bound, -bound, 1 - bound)
            threes = in_clusters(rng, draws(0.5), planned, 3, bound, 0.5).sum(axis=2) - 3 * bound
            yield "rate, three siblings an item", name, *ever(threes, -3 * bound, 3 * (1 - bound))
            wrong = rng.random(shape) < 1 / 3
            yield "cure rate, F1", name, *ever(np.where(wrong, (rng.random(shape) < bound) - bound, 0.0), -bound, 1 - bound)
        for margin in (0.0, 0.05, 0.10, 0.30):
            for discordant in (max(margin, 0.02), margin + 0.1, margin + 0.3):
                drawn = generator(margin, discordant, planned, 7).random((draws(), planned))
                up, down = (discordant + margin) / 2, (discordant - margin) / 2
                values = np.where(drawn < up, 1.0, np.where(drawn < up + down, -1.0, 0.0))
                name = f"{planned}, margin {margin:g}, discordant {discordant:g}"
                yield "drop, shift; a rate against a baseline's", name, *ever(values - margin, -1 - margin, 1 - margin)


def peeking() -> Iterator[tuple[str, float]]:
    """How often a fixed 5 % test, made again after every sample from the 20th on, calls a model that lies on the bound bad."""
    for bound in (0.05, 0.10, 0.50):
        hits = np.cumsum(generator(bound, 8).random((draws(), PLAN)) < bound, axis=1)
        sizes = np.arange(1, PLAN + 1)
        critical = binom.isf(ALPHA, sizes, bound)
        yield f"{bound:g}", share((hits > critical)[:, 19:].any(axis=1))


@dataclass(frozen=True)
class Saving:
    """What a sequence used where the truth is ten points off.

    `used` samples on average; decided `rightly`; an exact test of the whole plan does with the chance `power`; the smallest plan of such a
    test that decides rightly as often as the sequence is `equal`; no rule with the errors of the test of the whole plan uses fewer than
    `least` on average.
    """

    bound: float
    truth: float
    planned: int
    used: float
    rightly: float
    power: float
    equal: int
    least: float


def saving() -> Iterator[Saving]:
    """Rates, at 100 to 500 samples planned."""
    for bound, truth in ((0.10, 0.0), (0.10, 0.20), (0.20, 0.10), (0.20, 0.30), (0.50, 0.40), (0.50, 0.60)):
        for planned in SIZES:
            values = figures(generator(bound, truth, planned), (draws(), planned), max(truth, 1e-12), 0)
            up, down = both(values - bound, -bound, 1 - bound, counted=True)
            right, wrong = (up, down) if truth > bound else (down, up)
            ends = [_first(one >= WON, planned) for one in (right, wrong)]
            used, rightly = np.minimum(*ends), share((ends[0] <= planned) & (ends[0] < ends[1]))
            power = float(fixed_power(bound, truth, np.array([planned]))[0])
            found = float(np.minimum(used, planned).mean()), rightly, power, equal_power(bound, truth, rightly)
            yield Saving(bound, truth, planned, *found, fewest(bound, truth, power))


def _first(won: Array, planned: int) -> Array:
    """After how many samples; one more than planned where never."""
    return np.where(won.any(axis=1), won.argmax(axis=1), planned + 1)


def fixed_power(bound: float, truth: float, sizes: Array) -> Array:
    """How often an exact test at 5 % decides rightly with so many samples."""
    if truth < bound:
        bound, truth = 1 - bound, 1 - truth
    return np.asarray(binom.sf(binom.isf(ALPHA, sizes, bound), sizes, truth))


def equal_power(bound: float, truth: float, power: float) -> int:
    """The smallest number from which on an exact test at 5 % decides as often; power beyond what the draws can tell counts as that."""
    sizes = np.arange(5, 2_000)
    reached = fixed_power(bound, truth, sizes) >= min(power, 1 - 1 / draws())
    return int(sizes[np.argmax(reached)]) if reached.any() else -1


def fewest(bound: float, truth: float, power: float) -> float:
    """No rule that errs in 5 % on the bound and tells the truth with this power uses fewer samples on average (Wald 1947, appendix A.7)."""
    missed = 1 - power
    evidence = xlogy(power, power / ALPHA) + xlogy(missed, missed / (1 - ALPHA))
    return float(evidence / (xlogy(truth, truth / bound) + xlogy(1 - truth, (1 - truth) / (1 - bound))))
