"""The highest of several shares: a maximum of numbers that pays for having been chosen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.statistics import highest, rate
from fixtures.types import Measured, UsageError
from tests.statistics.rows import row, rows

PARTS = [rate("said", variant=variant) for variant in "abc"]


def _answered(hits: list[int], n: int) -> list[Measured]:
    """Item k was right under each prompt of which more than k are."""
    return [row(2 * k, variant="abc"[prompt], said=k < right) for prompt, right in enumerate(hits) for k in range(n)]


@given(st.lists(st.integers(0, 100), min_size=3, max_size=3))
def test_it_is_the_maximum_of_numbers(hits: list[int]) -> None:
    """9.5 % is less than 80 % and 100 %, though "9.50" sorts behind "80.00" and "100.00"."""
    score = highest(*PARTS).score(_answered(hits, 100), ">=")

    assert score.value == pytest.approx(max(hits) / 100)
    assert (score.planned, score.scored, score.unscored) == (300, 300, 0)


@given(rows())
def test_worst_and_best_are_those_of_the_parts(measured: list[Measured]) -> None:
    """What is unscored under one prompt cannot make the maximum lower than another prompt already reaches."""
    parts = [part.score(measured, ">=") for part in PARTS[:2]]
    whole = highest(*PARTS[:2]).score(measured, ">=")

    if all(part.planned for part in parts):
        assert whole.worst == max(part.worst for part in parts)
        assert whole.best == max(part.best for part in parts)


def test_a_prompt_that_was_never_asked_leaves_it_undecided() -> None:
    """Half a run cannot have a full-looking maximum."""
    gate = highest(*PARTS) >= 0.1
    score = gate.statistic.score(_answered([9, 9], 10), ">=")

    assert gate.decide(score) == ("undecided", "no sample was planned for rate(said, variant c)")


@pytest.mark.parametrize("truth", [0.5, 0.9])
def test_choosing_the_best_of_three_fools_nobody(truth: float) -> None:
    """Three prompts equally good, right at the bound: met wrongly in 5 % of runs at most, and so is missed; the interval holds in 95 %."""
    rng, n, runs = np.random.default_rng(0), 60, 400
    gate = highest(*PARTS) >= truth
    scores = [gate.statistic.score(_answered(list(rng.binomial(n, truth, 3)), n), ">=") for _ in range(runs)]
    statuses = [gate.decide(score, "confident")[0] for score in scores]
    inside = sum(score.low <= truth <= score.high for score in scores)

    assert statuses.count("met") <= 0.075 * runs
    assert statuses.count("missed") <= 0.075 * runs
    assert inside >= 0.93 * runs


def test_it_can_decide() -> None:
    """59 of 60 under one prompt is surely above 80 %, whatever the others do; 30 of 60 under all is surely below."""
    gate = highest(*PARTS) >= 0.8

    assert gate.decide(gate.statistic.score(_answered([59, 20, 0], 60), ">="), "confident")[0] == "met"
    assert gate.decide(gate.statistic.score(_answered([30, 30, 30], 60), ">="), "confident")[0] == "missed"


def test_it_has_one_good_side() -> None:
    """A maximum held below a bound would be another statistic."""
    with pytest.raises(UsageError, match="better the higher; write"):
        _ = highest(*PARTS) <= 0.5
