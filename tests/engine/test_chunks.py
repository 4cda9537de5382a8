"""Bodies run side by side, and what they wait for is served in batches that depend on the samples alone."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.types import user_prompt
from fixtures.chunks import Body, Chunk, call_batched, running_body
from fixtures.types import Sample, UsageError


def bodies(count: int) -> list[Body]:
    """Bodies of numbered samples."""
    return [Body(n, str(n), Sample(user_prompt(str(n))), "model") for n in range(count)]


class Doubler:
    """Serves batches and remembers them."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.threads: set[int] = set()

    def __call__(self, arguments: list[int]) -> list[int]:
        self.batches.append(arguments)
        self.threads.add(threading.get_ident())
        return [2 * argument for argument in arguments]


def run(chunk_bodies: list[Body], test: object) -> None:
    """Run a chunk with a thread a body."""
    with ThreadPoolExecutor(len(chunk_bodies)) as pool:
        Chunk(chunk_bodies).run(test, pool)  # type: ignore[arg-type]


def test_calls_share_batches_in_the_samples_order() -> None:
    """Bodies that ask once, twice or thrice at random speeds: the batches are the same every time."""
    seen = []
    for attempt in range(5):
        double, rng = Doubler(), random.Random(attempt)
        delays = [rng.random() / 200 for _ in range(12)]

        def test(body: Body, double: Doubler = double, delays: list[float] = delays) -> None:
            for turn in range(1 + body.place % 3):
                time.sleep(delays[body.place])
                assert call_batched(double, 100 * turn + body.place) == 2 * (100 * turn + body.place)

        ran = bodies(12)
        run(ran, test)
        assert [body.error for body in ran] == [None] * 12
        seen.append(double.batches)
    assert seen[0] == [list(range(12)), [101, 102, 104, 105, 107, 108, 110, 111], [202, 205, 208, 211]]
    assert all(batches == seen[0] for batches in seen)


def test_the_main_thread_serves() -> None:
    """Models run where signals arrive and where their own thread pools live."""
    double = Doubler()
    run(bodies(4), lambda body: call_batched(double, body.place))
    assert double.threads == {threading.get_ident()}


def test_kinds_do_not_mix() -> None:
    """Two batched functions asked at the same time are two batches."""
    one, two = Doubler(), Doubler()
    run(bodies(6), lambda body: call_batched((one, two)[body.place % 2], body.place))
    assert (one.batches, two.batches) == ([[0, 2, 4]], [[1, 3, 5]])


def test_what_a_body_raises_is_its_own() -> None:
    """Other bodies go on, in smaller batches."""
    double = Doubler()

    def test(body: Body) -> None:
        call_batched(double, body.place)
        if body.place == 1:
            raise ValueError("mine")
        call_batched(double, body.place)

    ran = bodies(3)
    run(ran, test)
    assert [type(body.error) for body in ran] == [type(None), ValueError, type(None)]
    assert double.batches == [[0, 1, 2], [0, 2]]


def test_a_batch_that_fails_fails_each_of_its_calls() -> None:
    """Nobody waits for ever."""

    def broken(arguments: list[int]) -> list[int]:
        raise RuntimeError("no memory")

    ran = bodies(3)
    run(ran, lambda body: call_batched(broken, body.place))
    assert [str(body.error) for body in ran] == ["no memory"] * 3


def test_too_few_results_are_an_error() -> None:
    """A batched function that loses one is found out."""
    ran = bodies(3)
    run(ran, lambda body: call_batched(lambda arguments: arguments[1:], body.place))
    assert all(isinstance(body.error, ValueError) for body in ran)


def test_ctrl_c_ends_the_bodies() -> None:
    """The interrupt reaches the caller, and no thread is left waiting."""

    def interrupted(arguments: list[int]) -> list[int]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(bodies(3), lambda body: call_batched(interrupted, body.place))


def test_asking_outside_a_task_is_said_in_words() -> None:
    """One line."""
    with pytest.raises(UsageError, match="inside a test function that carries @task"):
        running_body()
