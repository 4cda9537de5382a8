"""What becomes of an answer between its arrival and the disk: the next request goes out meanwhile, and nothing is handed on before."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.types import Response
from tests.adapters.endpoints.conftest import endpoint, questions
from tests.adapters.endpoints.server import Body, Reply, Server, completion, words_of


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """It answers at once, with the question."""
    with Server(lambda request, count: Reply(completion(words_of(request)))) as server:
        yield server


class Disk:
    """Keeps one answer after another, in any order, a moment after it came; knows how many were waiting at most."""

    def __init__(self, random: Random) -> None:
        self.most_waiting = 0
        self.kept: set[int] = set()
        self._random = random
        self._waiting: list[tuple[int, Future[None]]] = []
        self._come, self._ended = threading.Condition(), False
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> "Disk":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._come:
            self._ended = True
            self._come.notify()
        self._thread.join()

    def arrived(self, place: int, response: Response) -> "Future[None]":
        """What the adapter tells of an answer."""
        future: Future[None] = Future()
        with self._come:
            self._waiting.append((place, future))
            self.most_waiting = max(self.most_waiting, len(self._waiting))
            self._come.notify()
        return future

    def _work(self) -> None:
        while True:
            with self._come:
                self._come.wait_for(lambda: self._waiting or self._ended)
                if not self._waiting:
                    return
                place, future = self._waiting.pop(self._random.randrange(len(self._waiting)))
            self.kept.add(place)
            future.set_result(None)


@given(st.integers(1, 30), st.integers(1, 4), st.integers(0, 999))
@settings(max_examples=20)
def test_every_answer_is_kept_before_any_is_handed_on(server: Server, count: int, connections: int, seed: int) -> None:
    """In whichever order the disk is done with them; and no more wait for it than twice as many as there are connections."""
    with Disk(Random(seed)) as disk:  # hypothesis's own generators end an example wherever they are asked, in the disk's thread too
        responses = endpoint(server, connections=connections).stream(questions(count), disk.arrived)
        assert disk.kept == set(range(count))
    assert [response.text for response in responses] == [f"question {number}" for number in range(count)]
    assert disk.most_waiting <= 2 * connections


def test_a_disk_that_stands_still_stops_what_is_asked() -> None:
    """As many more are asked as there are connections, then none, until it goes on: a kill loses no more than twice as many."""
    waiting: list[Future[None]] = []

    def arrived(place: int, response: Response) -> "Future[None]":
        waiting.append(Future())
        if len(waiting) == 8:
            threading.Thread(target=go_on).start()
        elif len(waiting) > 8:
            waiting[-1].set_result(None)
        return waiting[-1]

    asked = []

    def go_on() -> None:
        server.ended.wait(0.2)  # time enough for one that should not be asked
        asked.append(len(server.requests))
        for future in waiting[:8]:
            future.set_result(None)

    def answer(request: Body, count: int) -> Reply:
        return Reply(completion())

    with Server(answer) as server:
        assert len(endpoint(server, connections=4).stream(questions(30), arrived)) == 30
        assert asked == [8]


def test_one_that_cannot_be_kept_holds_up_no_other(server: Server) -> None:
    """The fault is raised, as before, and the adapter is as good as new."""

    def arrived(place: int, response: Response) -> "Future[None]":
        future: Future[None] = Future()
        future.set_exception(OSError("no space left")) if place == 3 else future.set_result(None)
        return future

    model = endpoint(server, connections=2)
    for _ in range(3):
        with pytest.raises(OSError, match="no space left"):
            model.stream(questions(8), arrived)
    assert len(model.generate(questions(8))) == 8
