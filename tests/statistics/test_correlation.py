"""Correlations: what they prove of uneven figures, and with holes in them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.gates.correlations import uneven, uneven_truth
from fixtures.statistics import pearson
from fixtures.statistics.filling import Answers, least_correlated
from fixtures.statistics.fisher import Correlated, correlation, enough_pairs, fisher, measured_as, p_above
from fixtures.types import DataError
from tests.statistics.rows import row, sample

SCALE = (0.0, 1.0)
SEEDS = st.integers(0, 2**32 - 1)


def figures(seed: int, n: int, wild: int) -> tuple[np.ndarray, np.ndarray]:
    """(said, expected): on a line but for noise and some wild ones."""
    rng = np.random.default_rng(seed)
    expected = rng.standard_normal(n)
    expected[:wild] = rng.choice([-6, 0, 6], wild)
    said = 0.5 + 0.2 * (expected + rng.uniform(0.05, 0.8) * rng.standard_normal(n))
    said[:wild] = np.where(rng.random(wild) < 0.5, rng.random(wild), said[:wild])
    return np.clip(said, *SCALE), expected


def p_values(said: np.ndarray, expected: np.ndarray, bound: float) -> tuple[float, float]:
    """For and against, each with the holes where they hurt most."""
    answers = Answers(said, expected, SCALE)
    return answers.hardest(lambda one: p_above(one, bound)), answers.hardest(lambda one: p_above(one, bound, -1.0))


@settings(max_examples=40)
@given(SEEDS, st.integers(8, 60), st.integers(0, 2), st.floats(-0.9, 0.95))
def test_no_fault_makes_a_correlation_proven(seed: int, n: int, faults: int, bound: float) -> None:
    """Not even the loss of what made it uneven: neither verdict is reached by samples that turn into errors."""
    said, expected = figures(seed, n, 3)
    holes = said.copy()
    holes[np.random.default_rng(seed).choice(5, faults, replace=False)] = np.nan
    for before, after in zip(p_values(said, expected, bound), p_values(holes, expected, bound), strict=True):
        assert after > 0.05 or before <= 0.05


@given(SEEDS, st.integers(8, 60), st.floats(-0.95, 0.95))
def test_relabelling_mirrors_a_correlation(seed: int, n: int, bound: float) -> None:
    """At least 0.6 is, of the opposite answers, at most -0.6: same p-values, mirrored intervals."""
    said, expected = figures(seed, n, 3)
    one, other = (measured_as(some, expected) for some in (said, 1 - said))
    for sign in (1.0, -1.0):
        assert p_above(one, bound, sign) == pytest.approx(p_above(other, -bound, -sign), abs=1e-6)
    assert fisher(one) == pytest.approx([-end for end in fisher(other)[::-1]])


@pytest.mark.parametrize("n", [20, 50, 100])
@pytest.mark.parametrize("name", ["skewed", "noise that grows"])
def test_uneven_figures_fool_no_test(name: str, n: int) -> None:
    """Of 600 samples with the truth on the bound, a true 5 % shows 7.7 % at most (three standard errors); benchmarks/gates has more."""
    for rho in (0.3, 0.9):
        truth, tests = uneven_truth(name, rho), []
        for pair in zip(*uneven(name, np.random.default_rng(0), (600, n), rho), strict=True):
            found = measured_as(*pair)
            tests.append((p_above(found, truth), p_above(found, truth, -1.0)))
        assert ((np.array(tests) <= 0.05).mean(axis=0) < 0.077).all()


def test_the_test_still_tells_a_good_model() -> None:
    """P.3's size and bound: r = 0.9 on a scale of five steps is proven to be above 0.6, r = 0.3 below; and 0.7 is left undecided."""
    rng, expected = np.random.default_rng(0), np.tile(np.linspace(-1.6, 1.6, 49), 2)
    for noise, decided in ((0.45, (True, False)), (1.0, (False, False)), (3.0, (False, True))):
        said = np.clip(np.round(2 + expected + noise * rng.standard_normal(98)) / 4, 0, 1)
        assert tuple(p <= 0.05 for p in p_values(said, expected, 0.6)) == decided


def test_about_as_many_samples_as_are_said_to_be_enough_are() -> None:
    """Normal figures with r = 0.8 against 0.6: at the number named four in five are met, at two thirds of it fewer."""
    n = enough_pairs(Correlated(0.8, 98, 1.01, 4.31), 0.6, 0.05)  # the usual spread of so many normal figures
    assert n is not None
    rng, power = np.random.default_rng(0), []
    for size in (n, 2 * n // 3):
        expected = rng.standard_normal((400, size))
        said = np.clip(0.8 * expected + 0.6 * rng.standard_normal((400, size)), -2, 2)
        power.append(np.mean([p_above(measured_as(*pair), 0.6) <= 0.05 for pair in zip(said, expected, strict=True)]))
    assert power[0] > 0.7
    assert power[1] < 0.7


def test_a_spread_too_small_to_square_has_no_correlation() -> None:
    """None, as for a constant; not nan."""
    assert correlation(np.array([0.0, 0.0, 0.0, 0.0, 5e-324]), np.arange(5.0)) is None


@given(st.lists(st.floats(0, 1), min_size=5, max_size=30), st.integers(0, 3), st.data())
def test_no_filling_of_what_is_unscored_has_a_lower_correlation(said: list[float], holes: int, data: st.DataObject) -> None:
    """The worst case is the worst: no filling drawn at random goes below it."""
    expected = np.arange(len(said), dtype=float) % 4
    values = np.array(said)
    values[:holes] = np.nan
    least = correlation(least_correlated(values, expected, 0.0, 1.0), expected) or 0.0
    other = np.where(np.isnan(values), [data.draw(st.floats(0, 1)) for _ in said], values)
    assert least <= (correlation(other, expected) or 0.0) + 1e-3


def test_a_measure_off_its_scale_is_named() -> None:
    """The scale says what an unscored answer may have been. A figure beyond it is a mistake; so is nothing to compare with."""
    with pytest.raises(ValueError, match=r"pearson\(level, expected\): .* measured 80; give pearson\(...\) its real low= and high="):
        pearson("level", "expected").score([row(0, level=80)], ">=")
    with pytest.raises(DataError, match="expected a number"):
        pearson("level", "group").score([row(0, level=0.5)], ">=")


@pytest.mark.parametrize("op", [">=", "<="])
def test_a_perfect_model_uses_its_whole_scale(op: str) -> None:
    """What is expected may be on another scale than the answers."""
    samples = [sample(n) for n in range(8)]
    said = [measures["level"] for measures in pearson("level", "expected", low=-100, high=100).ideal(samples, op)]  # type: ignore[arg-type]
    assert (min(said), max(said)) == (-100, 100)
    r = correlation(np.array(said), np.array([one.facts["expected"] for one in samples]))
    assert r == pytest.approx(1.0 if op == ">=" else -1.0)


def test_nothing_scored_of_too_few_proves_nothing() -> None:
    """Three samples have no correlation, whatever they were: three errors are undecided, not 0 and so under a bound."""
    gate = pearson("level", "expected") <= 0.65
    status, why = gate.decide(gate.statistic.score([row(n, "error", level=None) for n in range(3)], "<="))
    assert (status, why) == ("undecided", "0 scored: too few for a correlation")
