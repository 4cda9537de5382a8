"""The best that `--stop decided` could be: the rule that asks fewest on average, found by working backwards from the end of the plan.

Of all rules that look after every sample of a plan, call a model on the bound good (or bad) in at most 5 % and tell the truth about as
often as the exact test of the whole plan. It may give up whenever it likes and knows the truth it has to tell; the sequence does not.
"""

from collections.abc import Iterator

import numpy as np
from scipy.special import xlogy

from benchmarks.gates.draws import ALPHA, Array
from benchmarks.gates.sequential import fewest, fixed_power

CASES = ((0.1, 0.2, 100), (0.1, 0.2, 200), (0.2, 0.1, 200), (0.2, 0.3, 200), (0.2, 0.3, 300), (0.5, 0.6, 200), (0.5, 0.6, 300))
LESS = 0.01
"""How much less often it may tell the truth than the whole plan does: as often would take all of it."""
Rule = list[tuple[Array, Array]]
"""After each sample, for each number of hits: whether it stops, and whether it then says that the bound is not where the truth is."""


def best() -> Iterator[tuple[float, float, int, float, float, float]]:
    """(bound, truth, planned, power, samples on average, Wald's bound for it)."""
    for bound, truth, planned in CASES:
        power = float(fixed_power(bound, truth, np.array([planned]))[0]) - LESS
        found = [_cheapest(bound, truth, planned, price) for price in np.geomspace(100, 30_000, 20)]
        asked, told = min(one for one in found if one[1] >= power)
        yield bound, truth, planned, told, asked, fewest(bound, truth, told)


def _cheapest(bound: float, truth: float, planned: int, price: float) -> tuple[float, float]:
    """(samples on average, how often it tells the truth) where not telling it costs so many samples, and errors are kept to 5 %."""
    low, high = 1.0, 1e6
    for _ in range(18):
        middle = float(np.sqrt(low * high))
        errs = _walk(_rule(bound, truth, planned, middle, price), bound)[1] > ALPHA
        low, high = (middle, high) if errs else (low, middle)
    return _walk(_rule(bound, truth, planned, high, price), truth)


def _rule(bound: float, truth: float, planned: int, error: float, price: float) -> Rule:
    """That costs least under the truth; an `error` on the bound costs so many samples, weighed by how likely it is there."""
    rule: Rule = []
    ahead = np.zeros(0)
    for asked in range(planned, -1, -1):
        hits = np.arange(asked + 1)
        says = error * np.exp(xlogy(hits, bound / truth) + xlogy(asked - hits, (1 - bound) / (1 - truth)))
        stop = np.minimum(says, price)
        on = 1 + truth * ahead[1:] + (1 - truth) * ahead[:-1] if asked < planned else np.full(asked + 1, np.inf)
        rule.append((stop <= on, says < price))
        ahead = np.minimum(stop, on)
    return rule[::-1]


def _walk(rule: Rule, truth: float) -> tuple[float, float]:
    """(samples on average, how often it says so) where this is the truth."""
    chances, asked, said = np.ones(1), 0.0, 0.0
    for number, (stops, says) in enumerate(rule):
        asked, said = asked + number * float(chances[stops].sum()), said + float(chances[stops & says].sum())
        left = np.where(stops, 0.0, chances)
        chances = np.append(left * (1 - truth), 0.0) + np.append(0.0, left * truth)
    return asked, said
