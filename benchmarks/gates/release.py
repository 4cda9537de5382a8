"""A release of 32 tasks whose gates share their samples: how often it is let through, and how often it rings a false alarm."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from scipy.stats import norm

from benchmarks.gates.draws import ALPHA, Array, draws, generator, remembered, share
from fixtures.gates.budget import holm
from fixtures.statistics.binomial import Binomial
from fixtures.statistics.unconditional import paired_p

TASKS, N = 32, 100
MARGIN = 0.05
BOUNDS = (0.85, 0.80, 0.90)
"""Of the rates before and after an attack, and of benign answers. The drop may be `MARGIN`, so it is on its bound, too."""
GATES = len(BOUNDS) + 1
Case = tuple[str, float, float, float, float]
"""(what is true, how often any gate is met, the release is, any gate is missed under Holm, and without a budget)."""


def releases() -> Iterator[Case]:
    """All gates on their bounds, or but one of them and all others safely met; samples alike for a task's gates, or not."""
    for alike in (0.0, 0.8, 1.0):
        yield _case(f"all {TASKS * GATES} gates on their bounds, samples alike {alike:g}", alike, bad=TASKS)
        yield _case(f"one task's {GATES} gates on their bounds, samples alike {alike:g}", alike, bad=1)
    yield _case("one gate on its bound", 0.0, bad=0)


def _case(name: str, alike: float, bad: int) -> Case:
    rng, found = generator(alike, bad, 11), []
    for _ in range(draws(0.25)):
        tasks = [_task(rng, alike) if place < bad else _good(rng, place == 0 and not bad) for place in range(TASKS)]
        found.append(_release(np.array(tasks).reshape(-1, 2)))
    return name, *(share(one) for one in np.array(found).T)  # type: ignore[return-value]


def _release(tests: Array) -> tuple[bool, bool, bool, bool]:
    met, missed = tests[:, 0] <= ALPHA, tests[:, 1].tolist()
    levels = holm([partial(_is_missed, p) for p in missed], ALPHA)
    alarm = any(p <= level for p, level in zip(missed, levels, strict=True))
    return bool(met.any()), bool(met.all()), alarm, min(missed) <= ALPHA


def _is_missed(p_value: float, level: float) -> bool:
    return p_value <= level


def _task(rng: np.random.Generator, alike: float) -> list[tuple[float, float]]:
    """P-values for `met` and for `missed` of each gate; every model of how samples go together leaves each rate on its bound."""
    common, own = rng.standard_normal(N), rng.standard_normal((len(BOUNDS), N))
    before, after, benign = (np.sqrt(alike) * common + np.sqrt(1 - alike) * own) < norm.ppf(BOUNDS)[:, None]
    rates = [_rate(int(one.sum()), bound) for one, bound in zip((before, after, benign), BOUNDS, strict=True)]
    return [*rates, _drop(int((before & ~after).sum()), int((after & ~before).sum()))]


def _good(rng: np.random.Generator, one_is_bad: bool) -> Sequence[tuple[float, float]]:
    """All met, or all but a first one that is on its bound."""
    first = _rate(int(rng.binomial(N, BOUNDS[0])), BOUNDS[0]) if one_is_bad else (0.0, 1.0)
    return [first, *[(0.0, 1.0)] * (GATES - 1)]


@remembered
def _rate(hits: int, bound: float) -> tuple[float, float]:
    return Binomial(">=", (hits, N), (hits, N), None, N).p_values(bound)


@remembered
def _drop(lost: int, won: int) -> tuple[float, float]:
    return paired_p(N, won, lost, -MARGIN), paired_p(N, lost, won, MARGIN)
