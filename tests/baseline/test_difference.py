"""The difference of two runs: faults never help, identical runs differ by nothing, exchanging the runs mirrors it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from adapters.types import user_prompt
from fixtures.baseline.combining import combined
from fixtures.baseline.difference import VersusBaseline
from fixtures.statistics import Gate, Statistic, cure_rate, disparity, drop, f1, mean, precision, rate, recall, shift
from fixtures.statistics.binomial import Binomial, clopper_pearson
from fixtures.types import Measured, Sample, Score

STATISTICS = [
    rate("said"),
    drop("said", "held"),
    shift("said", "a", "b"),
    mean("said"),
    f1("said", "truth"),
    precision("said", "truth"),
    recall("said", "truth"),
    cure_rate("said", "a", "b"),
]
HOW = st.sampled_from(["point", "confident"])
FAULTS = st.sampled_from(["", "", "", "error", "blocked", "none"])


def rows(said: list[bool], held: list[bool], faults: list[str]) -> list[Measured]:
    """Measured samples, two variants an item; a fault leaves nothing measured."""
    return [_faulty(_row(n, a, b), fault) for n, (a, b, fault) in enumerate(zip(said, held, faults, strict=True))]


def _row(n: int, said: bool, held: bool) -> Measured:
    sample = Sample(user_prompt(f"question {n}"), variant="ab"[n % 2], pair=str(n // 2), facts={"truth": n % 3 == 0})
    return Measured(sample, "answered", {"said": said, "held": held})


def _faulty(row: Measured, fault: str) -> Measured:
    if not fault:
        return row
    return replace(row, outcome="answered" if fault == "none" else fault, measures=dict.fromkeys(row.measures))


@st.composite
def runs(draw: st.DrawFn) -> tuple[list[Measured], list[Measured], list[str]]:
    """A candidate and a baseline on the same samples, and faults that could befall."""
    n = draw(st.integers(4, 20))
    flags = st.lists(st.booleans(), min_size=n, max_size=n)
    faults = draw(st.lists(FAULTS, min_size=n, max_size=n))
    none = [""] * n
    return rows(draw(flags), draw(flags), none), rows(draw(flags), draw(flags), none), faults


def decided(statistic: object, op: str, margin: float, candidate: list[Measured], earlier: list[Measured], how: str) -> str:
    """The status of the gate of non-inferiority."""
    versus = VersusBaseline(statistic, earlier)  # type: ignore[arg-type]
    gate = Gate(versus, op, -margin if op == ">=" else margin)  # type: ignore[arg-type]
    return gate.decide(versus.score(candidate, op), how)[0]  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(runs(), st.sampled_from(STATISTICS), st.sampled_from([">=", "<="]), HOW, st.booleans())
def test_a_fault_never_makes_it_met(run: tuple, statistic: object, op: str, how: str, mine: bool) -> None:
    """Neither one of the candidate's nor one of the baseline's."""
    candidate, earlier, faults = run
    before = decided(statistic, op, 0.05, candidate, earlier, how)
    spoilt = [_faulty(row, fault) for row, fault in zip(candidate if mine else earlier, faults, strict=True)]
    after = decided(statistic, op, 0.05, *((spoilt, earlier) if mine else (candidate, spoilt)), how)
    assert before == "met" or after != "met"


@settings(max_examples=40, deadline=None)
@given(runs(), st.sampled_from(STATISTICS), st.sampled_from([">=", "<="]))
def test_a_run_differs_from_itself_by_nothing(run: tuple, statistic: object, op: str) -> None:
    """And is not inferior to itself, as far as the estimate goes; what was never scored, such as half a pair, could be anything."""
    candidate, _, _ = run
    score = VersusBaseline(statistic, candidate).score(candidate, op)  # type: ignore[arg-type]
    if score.value is not None:
        assert score.value == pytest.approx(0)
    if score.value is not None and not score.unscored:
        assert decided(statistic, op, 0.05, candidate, candidate, "point") == "met"


@settings(max_examples=40, deadline=None)
@given(runs(), st.sampled_from(STATISTICS))
def test_exchanging_the_runs_turns_the_sign(run: tuple, statistic: object) -> None:
    """Value, worst and best of one are the negatives of the other's, seen from the other side."""
    one, other, _ = run
    there = VersusBaseline(statistic, other).score(one, ">=")  # type: ignore[arg-type]
    back = VersusBaseline(statistic, one).score(other, "<=")  # type: ignore[arg-type]
    assert (there.value is None) == (back.value is None)
    if there.value is not None:
        assert there.value == pytest.approx(-back.value)
        assert there.low == pytest.approx(-back.high, abs=0.02)


def test_a_fault_where_the_baseline_failed_too_costs_nothing_more() -> None:
    """The worst that a lost answer can be is wrong, and the baseline was wrong there."""
    earlier = rows([n < 50 for n in range(60)], [True] * 60, [""] * 60)
    lost = rows([True] * 60, [True] * 60, ["error" if n >= 50 else "" for n in range(60)])
    score = VersusBaseline(rate("said"), earlier).score(lost, ">=")
    assert (score.worst, score.best, score.unscored) == (0.0, pytest.approx(1 / 6), 10)


def test_inferior_models_pass_no_more_often_than_alpha() -> None:
    """A candidate truly worse by the margin of 0.1 is called non-inferior in at most 5 % of 120 runs, and some for chance."""
    rng, size = np.random.default_rng(0), 60
    passed = 0
    for _ in range(120):
        before = rng.random(size) < 0.8
        now = np.where(before, rng.random(size) < 0.8, rng.random(size) < 0.3)  # 0.70, on the same questions
        earlier, candidate = _lone(before), _lone(now)
        passed += decided(rate("said"), ">=", 0.1, candidate, earlier, "confident") == "met"
    assert passed <= binom.isf(0.001, 120, 0.05)


def _lone(said: np.ndarray) -> list[Measured]:
    """Samples that belong to no item."""
    return [Measured(Sample(user_prompt(f"question {n}")), "answered", {"said": bool(one)}) for n, one in enumerate(said)]


def test_figures_that_are_no_means_are_compared_by_the_test_of_each() -> None:
    """80 of 100 hits beside 60: the interval adds what either may be off, and both tests part them at the same figure."""
    score = combined(_share(80, 100), _share(60, 100), ">=")
    low, high = clopper_pearson(0.8, 100), clopper_pearson(0.6, 100)
    assert (score.value, score.low, score.high) == pytest.approx((0.2, low[0] - high[1], low[1] - high[0]))
    assert score.evidence is not None
    met, missed = score.evidence.p_values(score.low)
    assert met == pytest.approx(0.025, rel=0.1)
    assert missed > 0.9
    assert score.evidence.p_values(score.high)[1] == pytest.approx(0.025, rel=0.1)


def _share(hits: int, n: int) -> Score:
    exact = Binomial(">=", (hits, n), (hits, n), hits / n, n)
    return Score(hits / n, *clopper_pearson(hits / n, n), n, n, 0, hits / n, hits / n, evidence=exact)


def test_equal_groups_of_the_baseline_do_not_excuse_the_candidate() -> None:
    """Equal groups of 25 show a difference of 0.32 by chance. In quadrature it proved that 0.05 more was not reached: p = 0.04."""
    before, now = (disparity("said", "group").score(_groups(*hits), "<=") for hits in ((9, 17), (12, 13)))
    score = combined(now, before, "<=")
    assert score.evidence is not None
    assert score.value == pytest.approx(-0.28)
    assert score.evidence.p_values(0.05)[0] > 0.1


def _groups(*hits: int) -> list[Measured]:
    return [_of_group(group, n, n < count) for group, count in enumerate(hits) for n in range(25)]


def _of_group(group: int, n: int, said: bool) -> Measured:
    return Measured(Sample(user_prompt(f"question {n}"), facts={"group": str(group)}), "answered", {"said": said})


@pytest.mark.parametrize("statistic", [f1("said", "truth"), precision("said", "truth"), recall("said", "truth")], ids=str)
def test_wrong_answers_turned_into_faults_are_no_evidence(statistic: Statistic) -> None:
    """The interval of what is left becomes narrower; what is lost stays at its worst, and the p-value does not fall."""
    n = 282
    right = np.random.default_rng(1).random((2, n)) < 0.6
    truth = np.arange(n) % 3 == 0
    candidate, earlier = (rows((truth == one).tolist(), [True] * n, [""] * n) for one in right)
    faults = ["" if ok else "error" for ok in right[0]]
    gate = Gate(VersusBaseline(statistic, earlier), ">=", -0.1)
    spoilt = [_faulty(row, fault) for row, fault in zip(candidate, faults, strict=True)]
    before, after = (gate.p_values(gate.statistic.score(some, ">="))[0] for some in (candidate, spoilt))
    assert after >= before > 0


def test_a_figure_without_a_value_is_undecided() -> None:
    """Nothing to compare, and the reason is kept."""
    score = combined(Score(None, None, None, 3, 3, 0, why="every value is the same"), Score(0.6, 0.4, 0.7, 40, 40, 0, 0.6, 0.6), ">=")
    assert (score.value, score.why) == (None, "every value is the same")


def test_a_fault_makes_no_figure_where_there_was_none() -> None:
    """Nobody was wrong at first, so there is no cure rate. A blocked answer makes a denominator of one, and no figure."""
    statistic, n = cure_rate("said", "a", "b"), 8
    earlier, candidate = rows([False] * n, [True] * n, [""] * n), rows([True] * n, [True] * n, [""] * n)
    gate = Gate(VersusBaseline(statistic, earlier), ">=", -0.05)
    for some in (candidate, [_faulty(candidate[0], "blocked"), *candidate[1:]]):
        assert gate.decide(gate.statistic.score(some, ">="))[0] == "undecided"
