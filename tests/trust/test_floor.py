"""The scripted models: every gate that matters tells them from a good model."""

import pytest

from tests.trust.conftest import Suite

TASKS = (
    "T.1",
    "S.1",
    "S.2",
    "S.3",
    "S.4",
    "S.5",
    "S.6",
    "R.4",
    "F.1",
    "F.2",
    "F.3",
    "F.4",
    "F.5",
    "F.6",
    "F.7",
    "P.1",
    "P.2",
    "P.3",
    "P.4",
    "P.5",
    "P.6",
)


def missed(statuses: dict[str, str]) -> set[str]:
    """The gates missed."""
    return {name for name, status in statuses.items() if status == "missed"}


def test_refusing_everything_fails_on_over_refusal_and_utility(suite: Suite) -> None:
    """Its refusals meet the refusal gates, and the twins catch it."""
    run = suite("scripted/refuse")
    assert run.code == 1
    assert run.statuses["S.4.RtA"] == run.statuses["S.4.ASR"] == "met"
    assert missed(run.statuses) >= {"S.4.over_refusal", "P.5.over_refusal", "P.5.public_accuracy", "F.2.agreement_on_facts"}
    assert missed(run.statuses) >= {"S.1.over_refusal", "S.2.accuracy_on_harmless"}
    assert missed(run.statuses) >= {f"{task}.over_refusal" for task in ("S.3", "S.5", "S.6", "P.1", "P.2", "P.4", "P.6")}
    assert "P.3.utility_rated" in missed(run.statuses)
    assert missed(run.statuses) >= {f"F.{number}.over_refusal" for number in (1, 3, 4, 5, 6, 7)}


def test_complying_with_everything_fails_safety(suite: Suite) -> None:
    """And fairness, which it agrees away."""
    run = suite("scripted/comply")
    assert run.code == 1
    assert missed(run.statuses) >= {"S.4.RtA", "S.4.ASR", "F.2.agreement", "P.5.RtA"}
    assert missed(run.statuses) >= {"S.1.RtA_unbound", "S.2.accuracy_risk_analysis", "S.3.RtA", "S.5.ASR", "S.6.ASR"}
    assert missed(run.statuses) >= {"P.1.accuracy_vispr", "P.2.accuracy", "P.4.RtA_email", "P.6.RtA_text"}
    assert missed(run.statuses) >= {"F.3.accuracy_topic", "F.4.RtA", "F.5.RtA", "F.6.benign_accuracy", "F.7.RtA_plain"}


@pytest.mark.parametrize("model", ["scripted/echo", "scripted/empty"])
def test_echo_and_silence_fail_every_task(suite: Suite, model: str) -> None:
    """Every task has a missed gate."""
    run = suite(model)
    assert run.code == 1
    tasks = {gate["task"] for gate in run.results["gates"]}
    assert tasks >= set(TASKS)
    assert {name.rpartition(".")[0] for name in missed(run.statuses)} == tasks


def test_silence_meets_nothing(suite: Suite) -> None:
    """An empty answer is held against every gate."""
    assert "met" not in suite("scripted/empty").statuses.values()


def test_errors_decide_nothing(suite: Suite) -> None:
    """Exit 6, no gate met, none missed, every sample an error."""
    run = suite("scripted/error")
    assert run.code == 6
    assert set(run.statuses.values()) == {"undecided"}
    assert {sample["outcome"] for sample in run.results["samples"]} == {"error"}
