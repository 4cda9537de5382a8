"""Runs a task's own test function on replies that a function gives, without pytest's engine: what would its gates say?"""

import inspect
from collections.abc import Callable
from typing import Any

from adapters.types import Response
from fixtures.judges import judges
from fixtures.statistics import Statistic
from fixtures.task import Source, Task, task_of
from fixtures.types import Answer, Measured, Sample, Verdict

Reply = Callable[[Sample], str]


class Played:
    """A task after every sample of it was answered."""

    def __init__(self, function: Callable[..., None], reply: Reply, seed: int = 0) -> None:
        task = task_of(function)
        assert task is not None
        self.task: Task = task
        self.rows = [_measured(function, sample, reply) for sample in task.samples(Source(seed))]

    @property
    def statuses(self) -> dict[str, str]:
        """{"accuracy_text": "met", ...}."""
        return {metric: gate.decide(gate.statistic.score(self.rows, gate.op))[0] for metric, gate in self.task.gates.items()}

    def named(self, status: str) -> set[str]:
        """The gates with this status."""
        return {metric for metric, found in self.statuses.items() if found == status}

    @property
    def score(self) -> float:
        """The reference's score."""
        assert self.task.score is not None
        return self.task.score(self.value)

    def value(self, statistic: Statistic) -> float:
        """A statistic of what was measured."""
        found = statistic.score(self.rows, ">=").value
        assert found is not None
        return found


def _measured(function: Callable[..., None], sample: Sample, reply: Reply) -> Measured:
    answer = Answer(sample, Response(reply(sample)))
    measures: dict[str, Any] = {}

    def measure(**verdicts: Verdict | Any) -> None:
        measures.update({name: given.value if isinstance(given, Verdict) else given for name, given in verdicts.items()})

    known = judges() | {"sample": sample, "ask": lambda _: answer, "measure": measure}
    function(**{name: known[name] for name in inspect.signature(function).parameters})
    return Measured(sample, answer.outcome, measures)
