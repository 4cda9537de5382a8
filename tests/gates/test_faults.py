"""A fault never improves a verdict: no gate is met by it, and no run that was not green ends green."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fixtures.baseline.difference import VersusBaseline
from fixtures.gates.deciding import Case, decide_cases
from fixtures.gates.exits import exit_code
from fixtures.gates.policy import Budget, Terms
from fixtures.statistics import Gate, f1
from fixtures.types import GateResult, Measured
from tests.statistics.rows import GATES, broken, can_be_missed, row, rows

FAULTS = st.sampled_from([None, "error", "blocked", "none"])
BUDGETS = [Budget("none", 0.05), Budget("holm", 0.05), Budget("split", 0.05)]


def decided(gates: list[Gate], measured: list[Measured], how: str, budget: Budget) -> list[GateResult]:
    """The gates of a run, sharing a budget."""
    scores = [gate.statistic.score(measured, gate.op) for gate in gates]
    cases = [Case("S.4", str(n), Terms(gate, gate.bound), score) for n, (gate, score) in enumerate(zip(gates, scores, strict=True))]
    return decide_cases(cases, how, budget)


def is_open(gate: Gate) -> bool:
    """Whether there are values on either side of its bound."""
    low, high = gate.statistic.scale
    return can_be_missed(gate) and low <= gate.bound <= high


def beside_a_baseline(gate: Gate, earlier: list[Measured]) -> Gate:
    """No worse than it was, but for a margin."""
    return replace(gate, statistic=VersusBaseline(gate.statistic, earlier), bound=-0.1 if gate.op == ">=" else 0.1)


@pytest.mark.parametrize("budget", BUDGETS, ids=lambda budget: budget.method)
@given(
    measured=rows(20),
    gates=st.lists(GATES.filter(can_be_missed), min_size=1, max_size=3),
    how=st.sampled_from(["point", "confident"]),
    data=st.data(),
)
def test_no_fault_makes_a_run_green(measured: list[Measured], gates: list[Gate], how: str, budget: Budget, data: st.DataObject) -> None:
    """Each gate that is met with faults is met without them, also beside a baseline; so an exit code of 0 was 0 before.

    A missed gate may become undecided, and exit code 1 turn into 6: less is known. That is the contract.
    """
    earlier = [broken(one, data.draw(FAULTS)) for one in measured]
    gates = [*gates, beside_a_baseline(gates[0], earlier)]
    faults = [data.draw(FAULTS) if one.outcome != "empty" else None for one in measured]
    spoilt = [broken(one, fault) for one, fault in zip(measured, faults, strict=True)]
    before, after = (decided(gates, some, how, budget) for some in (measured, spoilt))
    for fine, faulty in zip(before, after, strict=True):
        assert faulty.status != "met" or fine.status == "met"
    assert exit_code(0, after, False, False) != 0 or exit_code(0, before, False, False) == 0


@given(rows(20), st.lists(GATES.filter(is_open), min_size=1, max_size=3), st.sampled_from(["point", "confident"]), st.sampled_from(BUDGETS))
def test_nothing_but_errors_is_undecided(measured: list[Measured], gates: list[Gate], how: str, budget: Budget) -> None:
    """Neither met nor missed, whatever is asked: exit code 6."""
    assume(measured)
    results = decided(gates, [broken(one, "error") for one in measured], how, budget)
    assert {result.status for result in results} == {"undecided"}
    assert exit_code(0, results, False, False) == 6


def test_a_fault_does_not_lift_a_gate_over_the_least_number() -> None:
    """Of 19 that count for F1 too few are scored; a true negative that becomes an error may be one of them, and makes it no twentieth."""
    gate = f1("said") >= 0.5
    measured = [row(n, said=n % 4 < 2) for n in range(38)]  # labels are yes for the same
    measured = [replace(one, measures={"said": one.sample.target == "yes"}) for one in measured]
    assert gate.statistic.score(measured, ">=").planned == 18
    negative = next(place for place, one in enumerate(measured) if one.sample.target == "no")
    spoilt = [broken(one, "error" if place in (negative, negative + 1) else None) for place, one in enumerate(measured)]
    terms = Terms(gate, gate.bound, minimum_n=20)
    for some in (measured, spoilt):
        (result,) = decide_cases([Case("S.4", "F1", terms, gate.statistic.score(some, ">="))], "point", Budget("none", 0.05))
        assert (result.status, result.why) == ("undecided", "n = 18 is under the policy's minimum_n = 20")
