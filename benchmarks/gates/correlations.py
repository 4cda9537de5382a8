"""Correlations with the truth on the bound: normal figures, figures in steps, uneven ones, and a candidate's beside a baseline's."""

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.gates.draws import ALPHA, SIZES, Array, draws, generator, remembered, share
from fixtures.baseline.difference import mover
from fixtures.statistics.correlation import Correlated, Fisher, fisher, measured_as
from fixtures.types import Score

Cases = Iterator[tuple[str, float, float]]


def correlations() -> Cases:
    """Normal figures, and the same on a scale of five steps."""
    for n in SIZES:
        for rho in (0.0, 0.3, 0.6, 0.8, 0.9):
            for steps in (False, True):
                truth = five_step_truth(rho) if steps else rho
                name = f"n = {n}, r = {truth:.2f}{', five steps' if steps else ''}"
                yield name, *_correlations(*correlated(generator(n, rho), (draws(), n), rho, steps), truth)


def uneven_correlations() -> Cases:
    """What Fisher's test is not made for."""
    yield from _uneven(UNEVEN[:2])


def soiled_correlations() -> Cases:
    """What no test of so few can be made for: many a sample holds none of the answers that spoil the correlation."""
    yield from _uneven(UNEVEN[2:])


def _uneven(kinds: Sequence[str]) -> Cases:
    for name in kinds:
        for n in SIZES:
            for rho in (0.0, 0.3, 0.6, 0.8, 0.9):
                truth = uneven_truth(name, rho)
                yield f"n = {n}, r = {truth:.2f}, {name}", *_correlations(*uneven(name, generator(n, rho), (draws(), n), rho), truth)


def _correlations(said: Array, expected: Array, truth: float) -> tuple[float, float]:
    tests = np.array([Fisher(">=", one, one, one.r).p_values(truth) for one in map(measured_as, said, expected)])
    return share(tests[:, 0] <= ALPHA), share(tests[:, 1] <= ALPHA)


UNEVEN = ("skewed", "noise that grows", "one in 20 at the end")


def uneven(name: str, rng: np.random.Generator, shape: tuple[int, int], rho: float) -> tuple[Array, Array]:
    """(said, expected): exponentials up to 8; noise in proportion to a figure from 0 to 1; normal but for one in 20 that are far off."""
    said, expected = correlated(rng, shape, rho, False)
    if name == "skewed":
        return np.minimum(np.exp(said), 8), np.minimum(np.exp(expected), 8)
    if name == "noise that grows":
        even = rng.random(shape)
        return np.clip(even * (rho + said * np.sqrt(1 - rho**2) / 2), -1, 1), even
    return np.where(rng.random(shape) < 0.05, -5.0, said), expected


@remembered
def uneven_truth(name: str, rho: float) -> float:
    """What the correlation becomes then, to about three digits."""
    return float(np.corrcoef(*uneven(name, generator(rho), (1, 2_000_000), rho))[0, 1])


def two_correlations() -> Cases:
    """Candidate minus baseline (MOVER), both correlated with what is expected, and with each other no more than that makes them."""
    for n in SIZES:
        for before, now in ((0.6, 0.6), (0.8, 0.6), (0.9, 0.9)):
            rng = generator(n, before, now)
            expected, *noise = rng.standard_normal((3, draws(0.5), n))
            said = [r * expected + np.sqrt(1 - r**2) * one for r, one in zip((before, now), noise, strict=True)]
            tests = np.array([_two(*three, now - before) for three in zip(*said, expected, strict=True)])
            yield f"n = {n}, r = {before:g} and {now:g}", *(share(tests[:, side] <= ALPHA) for side in (0, 1))


def _two(before: Array, now: Array, expected: Array, bound: float) -> tuple[float, float]:
    evidence = mover(*(_correlation(measured_as(said, expected)) for said in (now, before)), op=">=").evidence
    assert evidence is not None
    return evidence.p_values(bound)


def _correlation(found: Correlated) -> Score:
    return Score(found.r, *fisher(found), found.n, found.n, 0, found.r, found.r)


@remembered
def five_step_truth(rho: float) -> float:
    """What the correlation becomes when both sides are rounded to five steps, to about three digits."""
    return float(np.corrcoef(*correlated(generator(rho), (1, 1_000_000), rho, True))[0, 1])


def correlated(rng: np.random.Generator, shape: tuple[int, int], rho: float, steps: bool) -> tuple[Array, Array]:
    """(said, expected): normal with this correlation, or both rounded to five steps."""
    said = rng.standard_normal(shape)
    expected = rho * said + np.sqrt(1 - rho**2) * rng.standard_normal(shape)
    return tuple(np.clip(np.round(x), -2, 2) if steps else x for x in (said, expected))  # type: ignore[return-value]
