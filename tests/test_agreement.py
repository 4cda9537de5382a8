"""Kappa of judges, and its interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.agreement import agreement, cohen_kappa, fleiss_kappa

VOTE = st.sampled_from([True, False, None])


def test_published_kappas_come_out() -> None:
    """Cohen's of Fleiss, Cohen and Everitt (1969): 0.429, standard error 0.054 on 200; Fleiss's (1971) of fourteen raters: 0.210."""
    table = np.array([[106, 10, 4], [22, 28, 10], [2, 12, 6]])
    found = cohen_kappa(table)
    assert found.value == pytest.approx(0.429, abs=5e-4)
    assert found.low is not None
    assert found.high is not None
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(0.054, abs=5e-4)
    raters = [[0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
              [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]]  # fmt: skip
    assert fleiss_kappa(np.array(raters)).value == pytest.approx(0.210, abs=5e-4)


@given(st.lists(st.tuples(VOTE, VOTE), min_size=1, max_size=40))
def test_two_judges_agree_as_far_as_their_votes(votes: list[tuple[bool | None, bool | None]]) -> None:
    """1 for the same votes of both kinds, none for one kind alone, symmetric, and only what both told counts."""
    found = agreement(votes)
    told = [(one, other) for one, other in votes if one is not None and other is not None]
    assert found.n == len(told)
    assert agreement([(other, one) for one, other in votes]).value == (found.value if found.value is None else pytest.approx(found.value))
    if len({vote for row in told for vote in row}) < 2:
        assert found.value is None
    elif all(one is other for one, other in told):
        assert found.value == pytest.approx(1)


@pytest.mark.parametrize("judges", [2, 4])
def test_the_interval_holds_the_truth_as_often_as_it_says(judges: int) -> None:
    """Simulated judges who are each right four times in five, on 150 answers, half of each kind: 95 %, less the noise of 300."""
    rng, right = np.random.default_rng(7), 0.8
    truth = 2 * (right**2 + (1 - right) ** 2) - 1
    held = 0
    for _ in range(300):
        answers = rng.integers(0, 2, 150)[:, None]
        votes = np.where(rng.random((150, judges)) < right, answers, 1 - answers).astype(bool).tolist()
        found = agreement(votes)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth <= found.high
    assert held / 300 >= 0.915
