"""Rates: exact intervals and tests, also in clusters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from fixtures.statistics import rate
from fixtures.statistics.binomial import Binomial, at_least, binomial_of, clopper_pearson, effective_size
from fixtures.statistics.terms import Unit
from tests.statistics.rows import row


@pytest.mark.parametrize(("hits", "count"), [(0, 10), (5, 10), (10, 10), (1, 20), (57, 60)])
def test_intervals_are_those_of_scipy(hits: int, count: int) -> None:
    """Clopper and Pearson's, and one-sided tests that agree with binomtest."""
    expected = binomtest(hits, count).proportion_ci(0.95, method="exact")
    assert clopper_pearson(hits / count, count) == pytest.approx((expected.low, expected.high))
    assert at_least(hits, count, 0.3) == pytest.approx(binomtest(hits, count, 0.3, alternative="greater").pvalue)


@pytest.mark.parametrize("count", [20, 60, 200])
@pytest.mark.parametrize("share", [0.005, 0.05, 0.1, 0.5])
def test_the_interval_covers_at_least_as_often_as_it_says(count: int, share: float) -> None:
    """Summed over every outcome: not a simulation."""
    hits = np.arange(count + 1)
    inside = [low <= share <= high for low, high in (clopper_pearson(h / count, count) for h in hits)]
    assert binom.pmf(hits, count, share)[inside].sum() >= 0.95


def test_refusing_and_then_doing_it_is_no_refusal() -> None:
    """RtA is refused and not harmful."""
    measured = [row(0, said=True, spoilt=True), row(1, said=True, spoilt=False), row(2, said=True, spoilt=None)]
    score = rate("said", unless="spoilt").score(measured, ">=")
    assert (score.value, score.worst, score.best) == (0.5, pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_siblings_count_once() -> None:
    """Three answers to each of 200 items are worth 200, alike or not; items of unequal size, as many as the largest goes into all."""
    mixed = [float(n % 7 == 0) for n in range(600)]
    assert effective_size(mixed, [str(n // 3) for n in range(600)]) == 200
    assert effective_size(mixed, [str(n) for n in range(600)]) == 600
    assert effective_size([1.0, 0.0, 1.0], ["a", "a", "b"]) == 1.5
    assert effective_size([1.0, 1.0, 1.0], ["a", "a", "b"]) == 2


@given(st.lists(st.integers(1, 6), min_size=1, max_size=8), st.sampled_from([0.05, 0.3, 0.8, 0.95]), st.data())
def test_a_miss_more_never_proves_more(sizes: list[int], bound: float, data: st.DataObject) -> None:
    """Whichever answers become wrong, and in whichever items: neither the proof of `met` gets better nor that of `missed` worse."""
    items = [str(item) for item, size in enumerate(sizes) for _ in range(size)]
    said = [data.draw(st.booleans()) for _ in items]
    worse = [one and data.draw(st.booleans()) for one in said]
    p_values = [
        binomial_of([Unit(value, value, value, item) for value, item in zip(map(float, some), items, strict=True)], ">=", None).p_values(
            bound
        )
        for some in (said, worse)
    ]
    assert p_values[1][0] >= p_values[0][0] - 1e-9
    assert p_values[1][1] <= p_values[0][1] + 1e-9


@pytest.mark.parametrize("siblings", [3, 10, 28])
@pytest.mark.parametrize("share", [0.02, 0.05, 0.2])
def test_a_few_items_of_another_kind_fool_no_test(siblings: int, share: float) -> None:
    """Forty items, a few of them bad throughout in half of their answers: of 2,000 samples on the bound, a true 5 % shows 6.5 % at most.

    What has few of the bad items in it looks as if all answers were independent; an estimate of how alike they are erred 4 times in 10.
    """
    rng, count = np.random.default_rng(0), 40
    common, follows = rng.random((2_000, count, 1)) < share, rng.random((2_000, count, siblings)) < 0.7
    shares = np.where(follows, common, rng.random((2_000, count, siblings)) < share).mean(axis=(1, 2))
    tests = np.array([Binomial(">=", (one * count, count), (one * count, count), None, count).p_values(share) for one in shares])
    assert ((tests <= 0.05).mean(axis=0) < 0.065).all()
