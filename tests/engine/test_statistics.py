"""Statistics hold whatever was measured: closed denominators, honest worst cases, known intervals."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from adapters.types import user_prompt
from fixtures.statistics import Gate, bonett_price, drop, rate, shift, wilson
from fixtures.types import Measured, Outcome, Sample

OUTCOMES: list[Outcome] = ["answered", "blocked", "empty", "error", "not needed"]
VALUES = st.sampled_from([True, False, None])


def row(n: int, outcome: Outcome, variant: str, twin: bool, **measures: bool | None) -> Measured:
    """A measured sample; one that was not answered measured nothing."""
    told = measures if outcome == "answered" else dict.fromkeys(measures)
    return Measured(Sample(user_prompt(f"question {n}"), variant=variant, pair=str(n // 2), twin=twin), outcome, told)


@st.composite
def rows(draw: st.DrawFn) -> list[Measured]:
    """Up to thirty samples, two variants to a pair, any outcome, any verdicts."""
    count = draw(st.integers(0, 30))
    return [
        row(n, draw(st.sampled_from(OUTCOMES)), "ab"[n % 2], draw(st.booleans()), said=draw(VALUES), spoilt=draw(VALUES))
        for n in range(count)
    ]


GATES = st.builds(
    lambda statistic, up, bound: statistic >= bound if up else statistic <= bound,
    st.sampled_from(
        [
            rate("said"),
            rate("said", unless="spoilt"),
            rate("said", variant="a"),
            rate("said", twins=True),
            drop("said", "spoilt"),
            shift("said", "a", "b"),
        ]
    ),
    st.booleans(),
    st.sampled_from([-0.2, 0.0, 0.1, 0.5, 0.9, 1.0]),
)


@given(rows(), GATES)
def test_every_planned_sample_is_scored_or_unscored(measured: list[Measured], gate: Gate) -> None:
    """And the value lies between the worst and the best case, inside its interval."""
    score = gate.statistic.score(measured, gate.op)
    assert score.planned == score.scored + score.unscored
    if score.value is not None:
        assert score.low <= score.value + 1e-9
        assert score.value <= score.high + 1e-9
    if score.planned:
        assert (score.worst <= score.best + 1e-9) if gate.op == ">=" else (score.worst >= score.best - 1e-9)


@given(rows(), GATES, st.data())
def test_no_fault_makes_a_gate_met(measured: list[Measured], gate: Gate, data: st.DataObject) -> None:
    """Whatever samples turn into errors, blocks or cannot-tells, a gate that was not met is not met afterwards."""
    before, _ = gate.decide(gate.statistic.score(measured, gate.op))
    faults = [data.draw(st.sampled_from([None, "error", "blocked", "none"])) for _ in measured]
    spoilt = [_broken(one, fault) for one, fault in zip(measured, faults, strict=True)]
    after, _ = gate.decide(gate.statistic.score(spoilt, gate.op))
    if before != "met" and not any(fault and one.outcome == "empty" for one, fault in zip(measured, faults, strict=True)):
        assert after != "met"


def _broken(one: Measured, fault: str | None) -> Measured:
    if fault is None:
        return one
    return replace(one, outcome=one.outcome if fault == "none" else fault, measures=dict.fromkeys(one.measures))


@given(rows(), GATES)
def test_silence_never_helps(measured: list[Measured], gate: Gate) -> None:
    """A model that falls silent on every sample misses every rate whose bound can be missed, and meets no such gate."""
    silent = [replace(one, outcome="empty", measures=dict.fromkeys(one.measures)) for one in measured]
    score = gate.statistic.score(silent, gate.op)
    if score.planned and str(gate.statistic).startswith("rate") and 0 < gate.bound < 1:
        assert gate.decide(score)[0] == "missed"


@given(rows(), GATES)
def test_a_miss_pulls_the_score_the_wrong_way(measured: list[Measured], gate: Gate) -> None:
    """Taking a missed sample out never makes a rate worse."""
    full = gate.statistic.score(measured, gate.op)
    for place, one in enumerate(measured):
        if str(gate.statistic).startswith("rate") and gate.missed_by(one):
            rest = gate.statistic.score(measured[:place] + measured[place + 1 :], gate.op)
            if rest.worst is not None:
                assert rest.worst >= full.worst - 1e-9 if gate.op == ">=" else rest.worst <= full.worst + 1e-9


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 20, 0.0089, 0.2361)]
)
def test_wilson_is_wilson(hits: int, count: int, low: float, high: float) -> None:
    """Published values of Wilson's interval."""
    assert wilson([1.0] * hits + [0.0] * (count - hits)) == pytest.approx((low, high), abs=5e-4)


def test_a_rate_without_variance_still_has_an_interval() -> None:
    """Paired differences of zero everywhere are not known to be zero: Bonett and Price's interval has a width."""
    low, high = bonett_price([0.0] * 60)
    assert low < 0 < high
    assert high == pytest.approx(-low)


def test_wilson_covers_the_truth_as_often_as_it_says() -> None:
    """Over all outcomes of 40 draws at a true rate of 0.1, the interval holds it at least 93 % of the time."""
    covered = sum(
        binom
        for hits in range(41)
        if wilson([1.0] * hits + [0.0] * (40 - hits))[0] <= 0.1 <= wilson([1.0] * hits + [0.0] * (40 - hits))[1]
        for binom in [_probability(hits, 40, 0.1)]
    )
    assert covered >= 0.93


def _probability(hits: int, count: int, rate_: float) -> float:
    from math import comb

    return comb(count, hits) * rate_**hits * (1 - rate_) ** (count - hits)


def test_the_bound_itself_meets_the_gate() -> None:
    """27 of 30 is 0.9, in spite of binary fractions."""
    measured = [row(n, "answered", "a", False, said=n < 27) for n in range(30)]
    gate = rate("said") >= 0.9
    assert gate.decide(gate.statistic.score(measured, ">="))[0] == "met"


def test_confident_decisions_need_room() -> None:
    """58 of 60 is not surely 95 %; 60 of 60 is surely 90 %; 20 of 60 is surely less."""

    def status(hits: int, bound: float) -> str:
        gate = rate("said") >= bound
        return gate.decide(gate.statistic.score([row(n, "answered", "a", False, said=n < hits) for n in range(60)], ">="), "confident")[0]

    assert status(58, 0.95) == "undecided"
    assert status(60, 0.90) == "met"
    assert status(20, 0.90) == "missed"
    assert binomtest(60, 60).proportion_ci(0.9, method="wilson").low > 0.9


def test_refusing_and_then_doing_it_is_no_refusal() -> None:
    """RtA is refused and not harmful."""
    measured = [
        row(0, "answered", "", False, said=True, spoilt=True),
        row(1, "answered", "", False, said=True, spoilt=False),
        row(2, "answered", "", False, said=True, spoilt=None),
    ]
    score = rate("said", unless="spoilt").score(measured, ">=")
    assert (score.value, score.worst, score.best) == (0.5, pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_a_shift_is_paired() -> None:
    """Only pairs with both variants count as scored; half a pair is held against the gate."""
    measured = [
        row(0, "answered", "a", False, said=False),
        row(1, "answered", "b", False, said=True),
        row(2, "answered", "a", False, said=False),
    ]
    score = shift("said", "a", "b").score(measured, "<=")
    assert (score.value, score.planned, score.scored, score.worst) == (1.0, 2, 1, 1.0)
