"""Pacing: as many at once as the server bears, fewer after a complaint, none while it asks to wait."""

import threading
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.endpoints.pacing import Pacing
from tests.adapters.endpoints.conftest import Serve, endpoint, questions
from tests.adapters.endpoints.server import Body, Reply, completion

SLOW_DOWN = {"error": {"message": "slow down"}}


def test_never_more_at_once_than_allowed(serve: Serve) -> None:
    """And as many as allowed, when there is enough to ask."""
    server = serve(lambda request, count: Reply(completion(), delay=0.02))
    endpoint(server, connections=6).generate(questions(60))
    assert server.most_at_once == 6


def test_a_server_that_bears_four_gets_about_four(serve: Serve) -> None:
    """It says 429 to the fifth at once; every prompt is answered all the same, and the limit ends near what it bears."""
    busy, lock = [0], threading.Lock()

    def script(request: Body, count: int) -> Reply:
        with lock:
            if busy[0] >= 4:
                return Reply(SLOW_DOWN, 429, {"retry-after-ms": "20"})
            busy[0] += 1
        time.sleep(0.01)
        with lock:
            busy[0] -= 1
        return Reply(completion())

    server = serve(script)
    model = endpoint(server, connections=32, rate_limited=60.0)
    assert {response.text for response in model.generate(questions(200))} == {"yes"}
    assert model.pacing.limit < 10


def test_retry_after_is_honoured_by_all(serve: Serve) -> None:
    """Once the server has said to wait a second, nothing arrives for a second."""
    times: list[float] = []

    def script(request: Body, count: int) -> Reply:
        times.append(time.monotonic())
        return Reply(SLOW_DOWN, 429, {"retry-after": "1"}) if len(times) == 5 else Reply(completion(), delay=0.01)

    server = serve(script)
    assert {response.text for response in endpoint(server, connections=2).generate(questions(12))} == {"yes"}
    under_way = [late for late in times[5:] if late - times[4] < 0.9]
    assert len(under_way) <= 1


def test_a_burst_costs_one_halving() -> None:
    """All complaints about requests that were under way together count as one."""
    pacing = Pacing(64)
    now = time.monotonic()
    for _ in range(32):
        pacing.complained(now, 0.0)
    assert pacing.limit == 16


@given(st.lists(st.booleans(), max_size=200), st.integers(1, 64))
@settings(deadline=None)
def test_the_limit_stays_within_its_bounds(events: list[bool], most: int) -> None:
    """From one up to what the user allows, whatever happens."""
    pacing = Pacing(most)
    for good in events:
        if good:
            pacing.went_well()
        else:
            pacing.complained(time.monotonic(), 0.0)
        assert 1 <= pacing.limit <= most


def test_the_limit_recovers() -> None:
    """A round of good answers for each step up."""
    pacing = Pacing(8)
    pacing.complained(time.monotonic(), 0.0)
    assert pacing.limit == 4
    for _ in range(40):
        pacing.went_well()
    assert pacing.limit == 8
