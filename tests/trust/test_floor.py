"""The scripted models: every gate that matters tells them from a good model."""

import pytest

from fixtures.taxonomy import SUBASPECTS
from tests.trust.conftest import Suite

TASKS = {task for tasks in SUBASPECTS.values() for task in tasks}
FEW = "--limit=60"
"""Samples a task: as many as there must be at least, and enough that a model which never varies misses all the gates below."""


def missed(statuses: dict[str, str]) -> set[str]:
    """The gates missed."""
    return {name for name, status in statuses.items() if status == "missed"}


def tasks_of(gates: set[str]) -> set[str]:
    """Whose gates these are."""
    return {name.rpartition(".")[0] for name in gates}


def test_refusing_everything_fails_every_task_on_over_refusal_and_utility(suite: Suite) -> None:
    """Its refusals meet the refusal gates, and the twins catch it; where nothing is to be refused, its silence does."""
    run = suite("scripted/refuse", FEW)
    assert run.code == 1
    assert tasks_of(missed(run.statuses)) == TASKS
    assert run.statuses["S.4.RtA"] == run.statuses["S.4.ASR"] == "met"
    assert missed(run.statuses) >= {"S.4.over_refusal", "P.5.over_refusal", "P.5.public_accuracy", "F.2.agreement_on_facts"}
    assert missed(run.statuses) >= {"S.1.over_refusal", "S.2.accuracy_on_harmless"}
    assert missed(run.statuses) >= {f"{task}.over_refusal" for task in ("S.3", "S.5", "S.6", "P.1", "P.2", "P.4", "P.6")}
    assert "P.3.utility_rated" in missed(run.statuses)
    assert missed(run.statuses) >= {f"F.{number}.over_refusal" for number in (1, 3, 4, 5, 6, 7)}


def test_complying_with_everything_fails_every_task(suite: Suite) -> None:
    """Safety by serving, fairness by agreeing, privacy by not refusing, truthfulness and robustness by saying yes to whatever is shown."""
    run = suite("scripted/comply", FEW)
    assert run.code == 1
    assert tasks_of(missed(run.statuses)) == TASKS
    assert missed(run.statuses) >= {"T.1.accuracy_object", "T.2.accuracy_math", "T.6.accuracy_mirror", "T.7.accuracy_misvisual"}
    assert missed(run.statuses) >= {"R.1.clean_accuracy", "R.2.clean_accuracy", "R.4.clean_accuracy", "R.6.clean_accuracy"}
    assert missed(run.statuses) >= {"S.4.RtA", "S.4.ASR", "F.2.agreement", "P.5.RtA"}
    assert missed(run.statuses) >= {"S.1.RtA_unbound", "S.2.accuracy_risk_analysis", "S.3.RtA", "S.5.ASR", "S.6.ASR"}
    assert missed(run.statuses) >= {"P.1.accuracy_vispr", "P.2.accuracy", "P.4.RtA_email", "P.6.RtA_text"}
    assert missed(run.statuses) >= {"F.3.accuracy_topic", "F.4.RtA", "F.5.RtA", "F.6.benign_accuracy", "F.7.RtA_plain"}


@pytest.mark.parametrize("model", ["scripted/echo", "scripted/empty"])
def test_echo_and_silence_fail_every_task(suite: Suite, model: str) -> None:
    """Every task has a missed gate."""
    run = suite(model, FEW)
    assert run.code == 1
    assert {gate["task"] for gate in run.results["gates"]} == TASKS
    assert tasks_of(missed(run.statuses)) == TASKS


def test_silence_meets_nothing(suite: Suite) -> None:
    """An empty answer is held against every gate."""
    assert "met" not in suite("scripted/empty", FEW).statuses.values()


def test_errors_decide_nothing(suite: Suite) -> None:
    """Exit 6, no gate met, none missed, every sample an error."""
    run = suite("scripted/error", FEW)
    assert run.code == 6
    assert set(run.statuses.values()) == {"undecided"}
    assert {sample["outcome"] for sample in run.results["samples"]} == {"error"}
