"""Tests of differences err no more often than promised, whatever the nuisance parameter: summed over every outcome."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import barnard_exact, binom, multinomial

from fixtures.statistics.enough import enough_counts
from fixtures.statistics.unconditional import independent_p, paired_p


@pytest.mark.parametrize("margin", [-0.1, 0.0, 0.05, 0.2])
def test_paired_tests_keep_their_level(margin: float) -> None:
    """Thirty pairs, from hardly any to all of them discordant."""
    n = 30
    outcomes = [(up, down) for up in range(n + 1) for down in range(n + 1 - up)]
    rejected = np.array([outcome for outcome in outcomes if paired_p(n, *outcome, margin) <= 0.05])
    counts = np.column_stack([rejected, n - rejected.sum(axis=1)])
    for discordant in np.linspace(abs(margin) + 1e-9, 1, 23):
        up, down = (discordant + margin) / 2, (discordant - margin) / 2
        assert multinomial.pmf(counts, n, [up, down, 1 - up - down]).sum() <= 0.05 + 1e-6


@pytest.mark.parametrize("margin", [-0.1, 0.0, 0.1])
def test_independent_tests_keep_their_level(margin: float) -> None:
    """Groups of 25 and 15, whatever the rate of the second."""
    n, m = 25, 15
    rejected = np.array([[independent_p((one, n), (other, m), margin) <= 0.05 for other in range(m + 1)] for one in range(n + 1)])
    for share in np.linspace(max(0, -margin), min(1, 1 - margin), 23):
        chance = np.outer(binom.pmf(np.arange(n + 1), n, share + margin), binom.pmf(np.arange(m + 1), m, share))
        assert chance[rejected].sum() <= 0.05 + 1e-6


@settings(max_examples=15)
@given(st.integers(1, 25), st.integers(1, 25), st.data())
def test_without_a_margin_it_is_close_to_barnards(n: int, m: int, data: st.DataObject) -> None:
    """Which orders outcomes by another z, so the two agree where they reject clearly."""
    hits, others = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    barnard = barnard_exact([[hits, others], [n - hits, m - others]], alternative="greater").pvalue
    if barnard < 0.005:
        assert independent_p((hits, n), (others, m), 0.0) < 0.05


@pytest.mark.parametrize(("share", "bound"), [(0.95, 0.9), (0.7, 0.8), (0.02, 0.05), (0.5, 0.4), (1.0, 0.97)])
def test_as_many_samples_as_are_said_to_be_enough_are(share: float, bound: float) -> None:
    """The power at the number named is near four in five; a few more or less do not matter, a third less would."""
    n = int(enough_counts(share, bound, 0.05))
    good, reference = (share, bound) if share > bound else (1 - share, 1 - bound)
    power = [binom.sf(binom.isf(0.05, size, reference), size, good) for size in (n, int(n * 0.67))]
    assert power[0] >= 0.8
    assert power[1] < 0.8
