"""Rates: exact intervals and tests, also in clusters."""

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from fixtures.statistics import rate
from fixtures.statistics.binomial import at_least, clopper_pearson, effective_size
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


def test_siblings_that_agree_count_once() -> None:
    """Three copies of each answer are worth no more than one; independent ones are worth nearly all."""
    rng = np.random.default_rng(0)
    items = [str(n // 3) for n in range(600)]
    copies = np.repeat(rng.random(200) < 0.5, 3).astype(float)
    assert effective_size(copies, items) == pytest.approx(200, rel=0.05)
    assert effective_size((rng.random(600) < 0.5).astype(float), items) > 450
    assert effective_size(np.ones(600), items) == 200
    assert effective_size(np.ones(600), [str(n) for n in range(600)]) == 600
