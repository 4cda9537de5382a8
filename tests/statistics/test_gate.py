"""Gates hold whatever was measured: closed denominators, honest worst cases, no verdict that a fault improves."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fixtures.statistics import Gate, Statistic, cure_rate, deterioration, disparity, drop, mean, pearson, rate, shift
from fixtures.statistics.differences import enough_pairs
from fixtures.statistics.unconditional import paired_p
from fixtures.types import Measured
from tests.statistics.rows import GATES, broken, can_be_missed, row, rows

RANK = {"missed": 0, "undecided": 1, "met": 2}
FAULTS = st.sampled_from([None, "error", "blocked", "none"])
HOW = st.sampled_from(["point", "confident"])


@given(rows(), GATES)
def test_every_planned_sample_is_scored_or_unscored(measured: list[Measured], gate: Gate) -> None:
    """And the value lies inside its interval, the worst on the bad side of the best."""
    score = gate.statistic.score(measured, gate.op)
    assert score.planned == score.scored + score.unscored
    if score.value is not None:
        assert score.low <= score.value + 1e-9
        assert score.value <= score.high + 1e-9
    if score.worst is not None and score.best is not None:
        assert (score.worst <= score.best + 1e-9) if gate.op == ">=" else (score.worst >= score.best - 1e-9)


@given(rows(), GATES, HOW, st.data())
def test_no_fault_makes_a_gate_met(measured: list[Measured], gate: Gate, how: str, data: st.DataObject) -> None:
    """Whatever samples turn into errors, blocks or cannot-tells, a gate that was not met is not met afterwards.

    (But for gates that hold whatever is measured, of a statistic that had no value.)
    """
    assume(can_be_missed(gate))
    before, _ = gate.decide(gate.statistic.score(measured, gate.op), how)
    faults = [data.draw(FAULTS) if one.outcome != "empty" else None for one in measured]
    spoilt = [broken(one, fault) for one, fault in zip(measured, faults, strict=True)]
    after, _ = gate.decide(gate.statistic.score(spoilt, gate.op), how)
    if before != "met":
        assert after != "met"


@given(rows(), GATES, st.data())
def test_no_fault_is_evidence_for_a_gate(measured: list[Measured], gate: Gate, data: st.DataObject) -> None:
    """The p-value of `met` never falls by a fault, where it is of any weight, whatever siblings it is among."""
    assume(can_be_missed(gate))
    faults = [data.draw(FAULTS) if one.outcome != "empty" else None for one in measured]
    spoilt = [broken(one, fault) for one, fault in zip(measured, faults, strict=True)]
    before, after = (gate.statistic.score(some, gate.op) for some in (measured, spoilt))
    if before.evidence and not before.why:
        assert gate.p_values(after)[0] >= gate.p_values(before)[0] - 1e-9 or gate.p_values(after)[0] > 0.3


@given(rows(), GATES)
def test_silence_never_helps(measured: list[Measured], gate: Gate) -> None:
    """A model that falls silent on every sample misses every rate whose bound can be missed, and meets no such gate."""
    silent = [replace(one, outcome="empty", measures=dict.fromkeys(one.measures)) for one in measured]
    score = gate.statistic.score(silent, gate.op)
    if score.planned and str(gate.statistic).startswith("rate") and 0 < gate.bound < 1:
        assert gate.decide(score)[0] == "missed"
    if score.planned and 0 < gate.bound < 1:
        assert gate.decide(score)[0] != "met"


@given(rows(), GATES)
def test_a_miss_pulls_the_score_the_wrong_way(measured: list[Measured], gate: Gate) -> None:
    """Taking a missed sample out never makes a rate worse."""
    full = gate.statistic.score(measured, gate.op)
    for place, one in enumerate(measured):
        if str(gate.statistic).startswith("rate") and gate.missed_by(one):
            rest = gate.statistic.score(measured[:place] + measured[place + 1 :], gate.op)
            if rest.worst is not None:
                assert rest.worst >= full.worst - 1e-9 if gate.op == ">=" else rest.worst <= full.worst + 1e-9


MIRRORS: dict[str, tuple[Statistic, Statistic, float | None]] = {
    "rate": (rate("said"), rate("said"), 1.0),
    "mean": (mean("level"), mean("level"), 1.0),
    "drop": (drop("said", "spoilt"), drop("said", "spoilt"), 0.0),
    "shift": (shift("said", "a", "b"), shift("said", "a", "b"), 0.0),
    "pearson": (pearson("level", "expected"), pearson("level", "expected"), 0.0),
    "cure rate": (cure_rate("said", "a", "b"), deterioration("said", "a", "b"), None),
    "disparity": (disparity("said", "group"), disparity("said", "group"), None),
}
"""What a statistic of the opposite answers is called, and what both add up to; None: they are the same, and so is what is good."""


@pytest.mark.parametrize("name", MIRRORS)
@settings(max_examples=40)
@given(measured=rows(), bound=st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), up=st.booleans(), how=HOW)
def test_relabelling_success_and_failure_mirrors_the_gate(name: str, measured: list[Measured], bound: float, up: bool, how: str) -> None:
    """At least 90 % refused is at most 10 % not refused: same verdict, mirrored figures.

    (F1, precision, recall and relative drops have no mirror: they are about one of the two answers.)
    """
    if name == "disparity":  # to which silence is one of the two answers
        measured = [one for one in measured if one.outcome != "empty"]
    statistic, other, total = MIRRORS[name]
    mirrored = [
        replace(one, measures={name: None if value is None else 1 - value for name, value in one.measures.items()}) for one in measured
    ]
    gate = Gate(statistic, ">=" if up else "<=", bound)
    mirror = replace(gate, statistic=other) if total is None else Gate(other, "<=" if up else ">=", total - bound)
    found, opposite = gate.statistic.score(measured, gate.op), mirror.statistic.score(mirrored, mirror.op)
    assert gate.p_values(found) == pytest.approx(mirror.p_values(opposite), abs=1e-6)
    assert gate.decide(found, how)[0] == mirror.decide(opposite, how)[0]
    for one, two in (("worst", "worst"), ("best", "best"), ("value", "value"), ("low", "high" if total is not None else "low")):
        here, there = getattr(found, one), getattr(opposite, two)
        assert (here is None) is (there is None)
        if here is not None:
            assert here == pytest.approx(there if total is None else total - there, abs=1e-3)


@given(rows(), GATES, st.sampled_from([0.001, 0.01, 0.05, 0.2]))
def test_a_gate_is_never_both_met_and_missed(measured: list[Measured], gate: Gate, alpha: float) -> None:
    """And a smaller alpha decides no more than a larger one."""
    p_met, p_missed = gate.p_values(gate.statistic.score(measured, gate.op))
    assert 0 <= p_met <= 1
    assert 0 <= p_missed <= 1
    assert max(p_met, p_missed) > 0.49


def test_the_bound_itself_meets_the_gate() -> None:
    """27 of 30 is 0.9, in spite of binary fractions; that the interval holds the bound is said."""
    measured = [row(n, said=n < 27) for n in range(30)]
    gate = rate("said") >= 0.9
    status, why = gate.decide(gate.statistic.score(measured, ">="))
    assert status == "met"
    assert "inside the 95 % interval" in why


def test_confident_decisions_need_room() -> None:
    """58 of 60 is not surely 95 %; 60 of 60 is surely 90 %; 20 of 60 is surely less."""

    def status(hits: int, bound: float) -> str:
        gate = rate("said") >= bound
        return gate.decide(gate.statistic.score([replaced(n, hits) for n in range(60)], ">="), "confident")[0]

    assert status(58, 0.95) == "undecided"
    assert status(60, 0.90) == "met"
    assert status(20, 0.90) == "missed"


def replaced(n: int, hits: int) -> Measured:
    """Sample n of its own item."""
    one = row(n, said=n < hits)
    return replace(one, sample=replace(one.sample, pair=""))


def test_an_undecided_gate_says_how_many_samples_would_decide() -> None:
    """95 % of 60 against 90 %: some two hundred more or less, by an exact computation of the power."""
    gate = rate("said") >= 0.9
    status, why = gate.decide(gate.statistic.score([replaced(n, 57) for n in range(60)], ">="), "confident")
    assert status == "undecided"
    assert why.startswith("n = 60 cannot tell; about 210 would: ")
    assert "rate(said) is 0.950" in why


def test_a_value_all_but_on_the_bound_promises_no_number() -> None:
    """899 of 1,000 against 90 % would take some 560,000: that is no advice, and is said instead."""
    gate = rate("said") >= 0.9
    why = gate.decide(gate.statistic.score([replaced(n, 899) for n in range(1_000)], ">="), "confident")[1]
    assert why.startswith("n = 1000 cannot tell, nor could 100000: rate(said) is 0.899")


@pytest.mark.parametrize(("value", "met_before"), [(0.9, False), (True, True)])
def test_a_fault_does_not_choose_the_sharper_test(value: float, met_before: bool) -> None:
    """100 pairs, one of which shows more harm: verdicts are tested exactly, figures are bet on, though that pair be a fault."""
    gate = shift("level", "a", "b") <= 0.05
    rows = [
        replace(one, sample=replace(one.sample, pair=str(n), variant=variant), measures={"level": value if worse else type(value)(0)})
        for n in range(100)
        for variant, worse in (("a", False), ("b", n == 0))
        for one in (row(2 * n + (variant == "b")),)
    ]
    spoilt = [broken(one, "error" if one.measures["level"] else None) for one in rows]
    before, after = (gate.decide(gate.statistic.score(some, "<="), "confident")[0] == "met" for some in (rows, spoilt))
    assert (before, after) == (met_before, met_before)


@pytest.mark.parametrize(("up", "down", "margin"), [(0.0, 0.0, 0.05), (0.03, 0.01, 0.05), (0.15, 0.05, 0.05), (0.2, 0.2, 0.1)])
def test_as_many_pairs_as_are_said_to_be_enough_are(up: float, down: float, margin: float) -> None:
    """Drawn 300 times: the exact paired test decides in about four of five at the number named, and hardly ever all at a half of it."""
    n, rng, power = enough_pairs(up, down, margin, 0.05), np.random.default_rng(0), []
    for size in (int(n), int(n / 2)):
        drawn = rng.multinomial(size, [up, down, 1 - up - down], 300).tolist()
        good = up - down < margin
        told = [(paired_p(size, d, u, -margin) if good else paired_p(size, u, d, margin)) <= 0.05 for u, d, _ in drawn]
        power.append(np.mean(told))
    assert power[0] > 0.72
    assert power[1] < 0.72
