"""Populations with a known truth, and how often something is true of draws from them."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ALPHA = 0.05
SIZES = (20, 50, 100, 200, 500)
RATES = (0.005, 0.01, 0.02, 0.05, 0.10, 0.20, 0.35, 0.50)
WON = float(np.log(1 / ALPHA))


_DRAWS = [4_000]


def draw(number: int) -> None:
    """From now on, so many draws a case."""
    _DRAWS[0] = number


def draws(part: float = 1.0) -> int:
    """How many draws a case takes whose draws cost 1 / `part` of the usual."""
    return max(100, int(_DRAWS[0] * part))


def generator(*seed: float) -> np.random.Generator:
    """The same numbers in every run of the same case."""
    return np.random.default_rng([int(abs(part) * 1e6) for part in seed])


def in_clusters(rng: np.random.Generator, draws: int, items: int, size: int, share: float, alike: float) -> Array:
    """(draws, items, size) answers, true with probability `share`; `alike` is the correlation of two answers about one item."""
    common = rng.random((draws, items, 1)) < share
    follows = rng.random((draws, items, size)) < np.sqrt(alike)
    return np.where(follows, common, rng.random((draws, items, size)) < share).astype(float)


def figures(rng: np.random.Generator, shape: tuple[int, ...], mean: float, spread: float) -> Array:
    """Figures from 0 to 1 with this mean: beta-distributed, the more uneven the smaller `spread`; all or nothing at 0."""
    return rng.beta(spread, spread * (1 - mean) / mean, shape) if spread else (rng.random(shape) < mean).astype(float)


def siblings(rng: np.random.Generator, draws: int, sizes: Array, share: float, alike: float) -> Array:
    """(draws,) shares of true answers, where items have so many answers each; otherwise as `in_clusters`."""
    common, follows = rng.random((draws, len(sizes))) < share, rng.binomial(sizes.astype(int), np.sqrt(alike), (draws, len(sizes)))
    hits = np.where(common, follows, 0) + rng.binomial(sizes.astype(int) - follows, share)
    return np.asarray(hits.sum(axis=1) / sizes.sum())


def share(found: Array) -> float:
    """Of the draws, how many."""
    return float(np.mean(found))


def remembered(function: Callable[..., float]) -> Callable[..., float]:
    """The same, computed once for each argument: thousands of draws have few different counts."""
    return lru_cache(maxsize=None)(function)
