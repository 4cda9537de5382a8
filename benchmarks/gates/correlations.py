"""Correlations with the truth on the bound: normal figures, figures in steps, uneven ones, and a candidate's beside a baseline's."""

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.gates.draws import ALPHA, SIZES, Array, draws, generator, remembered, share
from fixtures.baseline.combining import combined
from fixtures.statistics.correlation import Fisher
from fixtures.statistics.filling import Answers
from fixtures.statistics.fisher import fisher, measured_as, p_above
from fixtures.types import Score

Cases = Iterator[tuple[str, float, float]]


RHO = (0.0, 0.3, 0.6, 0.8, 0.9)
END = 5.0
"""Where the scale of normal figures ends, in standard deviations."""


def correlations() -> Cases:
    """Normal figures, and the same on a scale of five steps."""
    for n in SIZES:
        for rho in RHO:
            for steps in (False, True):
                truth = five_step_truth(rho) if steps else rho
                name = f"n = {n}, r = {truth:.2f}{', five steps' if steps else ''}"
                found = correlated(generator(n, rho), (draws(), n), rho, steps)
                yield name, *_decided(*found, truth)


def uneven_correlations() -> Cases:
    """What Fisher's test is not made for."""
    yield from _uneven(1.0, RHO, "skewed", "noise that grows")


def soiled_correlations() -> Cases:
    """Answers that have nothing to do with the question. Of few of them most samples hold none, and show too high a correlation."""
    yield from _uneven(0.25, (0.3, 0.8, 0.97), *(name for name in UNEVEN if name.startswith("garbage")))


def _uneven(part: float, correlations: Sequence[float], *kinds: str) -> Cases:
    for name in kinds:
        for n in SIZES:
            for rho in correlations:
                truth = uneven_truth(name, rho)
                found = uneven(name, generator(n, rho), (draws(part), n), rho)
                yield f"n = {n}, r = {truth:.2f}, {name}", *_decided(*found, truth)


def _decided(said: Array, expected: Array, truth: float) -> tuple[float, float]:
    found = (measured_as(*pair) for pair in zip(said, expected, strict=True))
    tests = np.array([(p_above(one, truth), p_above(one, truth, -1.0)) for one in found])
    return share(tests[:, 0] <= ALPHA), share(tests[:, 1] <= ALPHA)


GARBAGE = (0.01, 0.02, 0.05, 0.10)
UNEVEN = {"skewed": (0.0, 8.0), "noise that grows": (-1.0, 1.0)} | {
    f"garbage {100 * part:g} % {where}": (-end, end)
    for part in GARBAGE
    for where, end in (("at the end", END), ("at a near end", END / 2), ("at both ends", END))
}
"""The scale of each."""


def uneven(name: str, rng: np.random.Generator, shape: tuple[int, int], rho: float) -> tuple[Array, Array]:
    """(said, expected): exponentials up to 8; noise in proportion to a figure from 0 to 1; normal but for a share that are far off."""
    said, expected = correlated(rng, shape, rho, False)
    if name == "skewed":
        return np.minimum(np.exp(said), 8), np.minimum(np.exp(expected), 8)
    if name == "noise that grows":
        even = rng.random(shape)
        return np.clip(even * (rho + said * np.sqrt(1 - rho**2) / 2), -1, 1), even
    low, high = UNEVEN[name]
    garbage = np.where((rng.random(shape) < 0.5) & name.endswith("both ends"), high, low)
    return np.where(rng.random(shape) < float(name.split()[1]) / 100, garbage, np.clip(said, low, high)), expected


@remembered
def uneven_truth(name: str, rho: float) -> float:
    """What the correlation becomes then, to about three digits."""
    return float(np.corrcoef(*uneven(name, generator(rho), (1, 2_000_000), rho))[0, 1])


def two_correlations() -> Cases:
    """Candidate minus baseline, both correlated with what is expected, and with each other no more than that makes them."""
    for n in SIZES:
        for before, now in ((0.6, 0.6), (0.8, 0.6), (0.9, 0.9)):
            rng = generator(n, before, now)
            expected, *noise = rng.standard_normal((3, draws(0.5), n))
            said = [np.clip(r * expected + np.sqrt(1 - r**2) * one, -END, END) for r, one in zip((before, now), noise, strict=True)]
            tests = np.array([_two(*three, now - before) for three in zip(*said, expected, strict=True)])
            yield f"n = {n}, r = {before:g} and {now:g}", *(share(tests[:, side] <= ALPHA) for side in (0, 1))


def _two(before: Array, now: Array, expected: Array, bound: float) -> tuple[float, float]:
    evidence = combined(*(_correlation(said, expected) for said in (now, before)), op=">=", scale=(-1.0, 1.0)).evidence
    assert evidence is not None
    return evidence.p_values(bound)


def _correlation(said: Array, expected: Array) -> Score:
    found, answers = measured_as(said, expected), Answers(said, expected, (-END, END))
    return Score(found.r, *fisher(found), found.n, found.n, 0, found.r, found.r, evidence=Fisher(">=", answers, answers, found))


@remembered
def five_step_truth(rho: float) -> float:
    """What the correlation becomes when both sides are rounded to five steps, to about three digits."""
    return float(np.corrcoef(*correlated(generator(rho), (1, 1_000_000), rho, True))[0, 1])


def correlated(rng: np.random.Generator, shape: tuple[int, int], rho: float, steps: bool) -> tuple[Array, Array]:
    """(said, expected): normal with this correlation, or both rounded to five steps."""
    said = rng.standard_normal(shape)
    expected = rho * said + np.sqrt(1 - rho**2) * rng.standard_normal(shape)
    return tuple(np.clip(np.round(x), -2, 2) if steps else np.clip(x, -END, END) for x in (said, expected))  # type: ignore[return-value]
