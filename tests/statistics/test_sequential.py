"""Confidence sequences: they only ever narrow, and looking after every sample costs nothing."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.baseline.difference import VersusBaseline
from fixtures.statistics import (
    Gate,
    attack_success,
    cure_rate,
    deterioration,
    disparity,
    drop,
    f1,
    mean,
    pearson,
    precision,
    rate,
    recall,
    relative_drop,
    shift,
)
from fixtures.statistics.betting import log_wealth, p_paths, stakes, with_whole
from fixtures.statistics.feasible import too_few
from fixtures.statistics.sequential import confidence_sequence, decided_after, plan_of, sequential_score
from fixtures.statistics.terms import item_of
from fixtures.types import Measured
from tests.statistics.rows import broken, row, rows, sample

GATES = st.sampled_from(
    [
        rate("said") >= 0.7,
        rate("said") <= 0.2,
        rate("said", variant="a") >= 0.5,
        mean("level") <= 0.4,
        f1("said") >= 0.6,
        precision("said") >= 0.6,
        recall("said") >= 0.6,
        cure_rate("said", "a", "b") >= 0.3,
        deterioration("said", "a", "b") <= 0.3,
        attack_success("said", "spoilt") <= 0.3,
        drop("said", "spoilt") <= 0.1,
        shift("said", "a", "b") <= 0.2,
        relative_drop("said", "spoilt") <= 0.3,
    ]
)


PAIRED = st.sampled_from([rate("said") >= 0.7, mean("level") <= 0.4, drop("said", "spoilt") <= 0.1, shift("said", "a", "b") <= 0.2])
BESIDE_A_BASELINE = st.builds(
    lambda gate, earlier: (earlier, replace(gate, statistic=VersusBaseline(gate.statistic, earlier), bound=0.1)), PAIRED, rows(40)
)


@settings(max_examples=40)
@given(st.tuples(rows(40), GATES) | BESIDE_A_BASELINE, st.data())
def test_an_interval_never_widens_as_samples_arrive(case: tuple[list[Measured], Gate], data: st.DataObject) -> None:
    """Each prefix of whole items has an interval inside that of every shorter prefix; what was decided stays decided, the same way.

    Of every statistic that has a sequence, also beside a baseline that answered otherwise.
    """
    measured, gate = case
    if isinstance(gate.statistic, VersusBaseline):
        measured = [broken(one, data.draw(st.sampled_from([None, "error", "none"]))) for one in measured]
    plan = plan_of(gate, [one.sample for one in measured])
    if plan is None:
        return
    before, decided = gate.statistic.scale, None
    for end in (n for n in range(len(measured) + 1) if n in (0, len(measured)) or item_of(measured[n - 1]) != item_of(measured[n])):
        low, high = confidence_sequence(gate, measured[:end], plan)
        assert before[0] <= low
        assert high <= before[1]
        before = low, high
        item = decided_after(gate, measured[:end], plan, 0.2, 0.2)
        assert decided is None or item == decided
        decided = item


@settings(max_examples=50)
@given(rows(40), GATES, st.data())
def test_a_fault_never_improves_what_a_sequence_says(measured: list[Measured], gate: Gate, data: st.DataObject) -> None:
    """While it runs, what cannot be scored is at its worst."""
    faults = [data.draw(st.sampled_from([None, "error", "blocked", "none"])) if one.outcome != "empty" else None for one in measured]
    spoilt = [broken(one, fault) for one, fault in zip(measured, faults, strict=True)]
    plan = plan_of(gate, [one.sample for one in measured])
    if plan is None:
        return
    fine, faulty = (gate.p_values(sequential_score(gate, some, plan)) for some in (measured, spoilt))
    assert faulty[0] >= fine[0] - 1e-9 or fine == (1.0, 1.0)


@given(st.lists(st.booleans(), max_size=60), st.sampled_from([0.05, 0.3, 0.5, 0.9]))
def test_relabelling_mirrors_the_sequence(said: list[bool], bound: float) -> None:
    """At least 90 % yes is at most 10 % no, at every moment."""
    measured = [row(2 * n, said=value, spoilt=not value) for n, value in enumerate(said)]
    gate, mirror = rate("said") >= bound, rate("spoilt") <= 1 - bound
    paths = [_paths(one, measured) for one in (gate, mirror)]
    assert paths[0] == pytest.approx(paths[1])


def _paths(gate: Gate, measured: list[Measured]) -> np.ndarray:
    plan = plan_of(gate, [one.sample for one in measured])
    terms = gate.statistic.terms(measured, gate.op, gate.bound)
    return np.array(p_paths(terms, plan) if plan and terms else [])


@pytest.mark.parametrize("bound", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("planned", [40, 300])
def test_looking_after_every_sample_errs_no_more_often_than_promised(bound: float, planned: int) -> None:
    """Of 2,000 runs of a plan on the bound, a true 5 % would show at most 6.5 %; benchmarks/gates has more."""
    values = (np.random.default_rng(0).random((2_000, planned)) < bound).astype(float)
    for terms, low in ((values - bound, -bound), (bound - values, bound - 1)):
        bets = log_wealth(terms, low, stakes(low, 1 + low, planned))
        assert (bets.max(axis=1) >= np.log(20)).mean() < 0.065
        assert (with_whole(bets, terms, low, 1 + low, planned).max(axis=1) >= np.log(20)).mean() < 0.065


@settings(max_examples=30)
@given(st.integers(1, 12), st.sampled_from([0.05, 0.3, 0.5, 0.9]), st.floats(0, 1))
def test_no_capital_is_expected_to_grow_while_the_bound_holds(planned: int, bound: float, part: float) -> None:
    """Exact, over every course that a plan can take, for truths at and below the bound: at no time is more than 1 expected."""
    truth = bound * part
    courses = np.array(list(product((0.0, 1.0), repeat=planned)))
    chances = np.prod(np.where(courses > 0, truth, 1 - truth), axis=1)
    terms = courses - bound
    bets = log_wealth(terms, -bound, stakes(-bound, 1 - bound, planned))
    for capital in (bets, with_whole(bets, terms, -bound, 1 - bound, planned)):
        assert np.all(chances @ np.exp(capital) <= 1 + 1e-9)
        assert chances[(capital.max(axis=1) >= np.log(20))].sum() <= 0.05 + 1e-9


def test_the_truth_ten_points_away_is_told_early() -> None:
    """A model that refuses 80 % where 90 % are wanted is found out after fewer than 40 % of 300 samples, on average."""
    rng, gate = np.random.default_rng(1), rate("said") >= 0.9
    used = []
    for _ in range(40):
        measured = [row(2 * n, said=bool(rng.random() < 0.8)) for n in range(300)]
        item = decided_after(gate, measured, plan_of(gate, [one.sample for one in measured]), 0.05, 0.05)
        used.append(int(item) + 1 if item else 300)
    assert np.mean(used) < 0.4 * 300


def test_whoever_asks_everything_may_make_the_test_of_the_whole_plan() -> None:
    """57 of 60 prove 85 % with an exact test of 2.5 % (p = 0.0201), and not with bets alone: a plan that is used up loses little."""
    gate = rate("said") >= 0.85
    measured = [row(2 * n, said=n % 20 > 0) for n in range(60)]
    plan = plan_of(gate, [one.sample for one in measured])
    assert plan is not None
    assert plan.counted
    terms = gate.statistic.terms(measured, gate.op, gate.bound)
    assert terms is not None
    assert p_paths(terms, plan)[0][-1] <= 0.05
    assert p_paths(terms, replace(plan, counted=False))[0][-1] > 0.05


def test_siblings_are_one_bet() -> None:
    """The same answer three times over proves no more than once."""
    once = [row(2 * n, said=True) for n in range(40)]
    thrice = [one for one in once for _ in range(3)]
    gate = rate("said") >= 0.8
    plans = [plan_of(gate, [one.sample for one in some]) for some in (once, thrice)]
    assert [plan and (plan.items, plan.largest, plan.counted) for plan in plans] == [(40, 1, True), (40, 3, False)]
    alone = replace(plans[0], counted=False) if plans[0] else None
    scores = sequential_score(gate, once, alone), sequential_score(gate, thrice, plans[1])
    assert gate.p_values(scores[0]) == pytest.approx(gate.p_values(scores[1]))


def test_what_no_model_could_meet_is_known_beforehand() -> None:
    """59 samples are the fewest that prove 95 %; a rate of 1 is proven by none; correlations and disparities are asked too."""
    samples = [sample(2 * n, "a") for n in range(58)]
    assert too_few(rate("said") >= 0.95, samples, 0.05) == (58, 59)
    assert too_few(rate("said") >= 0.95, [*samples, sample(200, "a")], 0.05) is None
    assert too_few(rate("said") >= 1.0, samples, 0.05) == (58, float("inf"))
    assert too_few(rate("said", variant="b") >= 0.9, samples, 0.05) is None
    assert too_few(pearson("level", "expected") >= 0.9, samples, 0.05) is None
    assert too_few(disparity("said", "group") <= 0.05, samples, 0.05) is not None
    assert too_few(drop("said", "spoilt") <= 0.05, samples, 0.05) is not None
