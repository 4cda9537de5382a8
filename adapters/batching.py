"""How many prompts a network is asked at once, found by trying."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from adapters.gpus import out_of_memory, release_memory

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")

START = 32
PATIENCE = 8  # full batches at the ceiling before it is tried again: one enormous prompt must not slow the rest of the run


class BatchSize:
    """Doubles while that works and halves when memory runs out; what burst once is not tried again soon."""

    def __init__(self, start: int = START, most: int | None = None) -> None:
        self.now = start
        self._most = most
        self._burst: int | None = None
        self._calm = 0

    def worked(self, count: int) -> None:
        """A batch of `count` fitted."""
        if count < self.now or self.now == self._most:
            return
        self._calm += 1
        if self._burst is None or 2 * self.now < self._burst or self._calm >= PATIENCE:
            self.now, self._burst, self._calm = 2 * self.now, None, 0

    def burst(self, count: int) -> None:
        """A batch of `count` did not fit."""
        self.now, self._burst, self._calm = max(1, count // 2), count, 0


def in_batches(asked: Sequence[Asked], size: BatchSize, ask: Callable[[Sequence[Asked]], Sequence[Answered]]) -> list[Answered]:
    """Every answer, in order. A batch that bursts is asked again in halves; one that bursts alone raises."""
    answers: list[Answered] = []
    while len(answers) < len(asked):
        batch = asked[len(answers) : len(answers) + size.now]
        if (found := _attempt(batch, ask)) is None:
            release_memory()
            size.burst(len(batch))
        else:
            answers += found
            size.worked(len(batch))
    return answers


def _attempt(batch: Sequence[Asked], ask: Callable[[Sequence[Asked]], Sequence[Answered]]) -> Sequence[Answered] | None:
    try:
        return ask(batch)
    except Exception as error:
        if len(batch) == 1 or not out_of_memory(error):
            raise
        return None
