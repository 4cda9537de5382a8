"""The release profile can be passed on the embedded samples: a gate that nobody can meet says nothing of a model."""

from datetime import date
from functools import cache

import pytest

from fixtures.gates.policy import Terms
from fixtures.gates.reading import read_policy
from fixtures.gates.tasks import read_tasks
from fixtures.ledger import Account
from fixtures.planning import Plan, Planned, limited, unique_ids
from fixtures.statistics.feasible import too_few
from fixtures.stopping import refuse_impossible
from fixtures.task import Source, Task
from fixtures.types import Measured, Sample
from tests.test_house import ROOT

TASKS = read_tasks([ROOT / "trust_tests"], ROOT)
MODEL = "any"


@cache
def samples_of(task_id: str) -> list[Sample]:
    """The embedded ones, all of them."""
    return next(task for task in TASKS if task.id == task_id).samples(Source())


def terms_of(task: Task) -> dict[str, Terms]:
    """What the shipped policy holds this task's gates to in a release."""
    policy = read_policy(ROOT / "gates.toml")
    return {metric: policy.terms(task.id, metric, gate, "release", MODEL, date.today()) for metric, gate in task.gates.items()}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_a_perfect_model_can_meet_every_gate(task: Task) -> None:
    """At the release's alpha, and on no fewer samples than the release's minimum_n."""
    samples = samples_of(task.id)
    for metric, terms in terms_of(task).items():
        gate = terms.gate
        assert too_few(gate, samples, terms.alpha) is None, metric
        rows = [Measured(sample, "answered", ideal) for sample, ideal in zip(samples, gate.statistic.ideal(samples, gate.op), strict=True)]
        assert gate.statistic.score(rows, gate.op).planned >= terms.minimum_n > 0, metric


def account(task: Task, limit: int | None = None) -> Account:
    """The plan of a run with this --limit."""
    planned = [Planned(id, task, MODEL, sample) for id, sample in unique_ids(limited(samples_of(task.id), limit))]
    whole = Account(task.id, Plan(task, planned, len(planned)), MODEL)
    whole.select(f"{task.id}[{one.id}]" for one in planned)
    return whole


def test_a_release_is_not_refused() -> None:
    """What stops an impossible run at its start lets this one pass, and still stops the same run with --limit 60."""
    held = {MODEL: {(task.id, metric): terms for task in TASKS for metric, terms in terms_of(task).items()}}
    refuse_impossible([account(task) for task in TASKS], held)
    with pytest.raises(pytest.UsageError, match=r"even a perfect model could not meet"):
        refuse_impossible([account(task, 60) for task in TASKS], held)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_no_sample_is_there_twice(task: Task) -> None:
    """Copies would prove nothing and count all the same: words, pictures and setting tell all samples of a task apart."""
    asked = [
        (s.variant, s.twin, *((turn.role, turn.text) for turn in s.prompt.turns), *(p.key for p in s.prompt.pictures))
        for s in samples_of(task.id)
    ]
    assert len(set(asked)) == len(asked)
