"""Pacing: as many at once as the server bears, fewer after a complaint, none while it asks to wait."""

import asyncio
import threading
import time
from random import Random

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
    """It says 429 to the fifth at once. Every prompt is answered all the same, and few are turned down: of 32 at once it would be 28."""
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
    assert len(server.requests) - 200 < 100


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


@given(st.lists(st.sampled_from(["good", "slower", "gone"]), min_size=1, max_size=60), st.integers(1, 6), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_every_turn_is_held_by_one_and_none_is_lost(ends: list[str], most: int, random: Random) -> None:
    """Whoever holds one answers, complains, or is cancelled, waiting or holding: never more than allowed, and all the others get theirs."""
    pacing, holding, served = Pacing(most), [0], set()

    async def one(place: int) -> None:
        async with pacing.turn(first_in_line=random.random() < 0.3):
            holding[0] += 1
            assert holding[0] <= most
            try:
                for _ in range(random.randint(0, 3)):
                    await asyncio.sleep(0)
            finally:
                holding[0] -= 1
            served.add(place)
            if ends[place] == "slower":
                pacing.complained(time.monotonic(), random.choice([0.0, 0.001]))
            else:
                pacing.went_well()

    async def run() -> None:
        tasks = [asyncio.create_task(one(place)) for place in range(len(ends))]
        for place, end in enumerate(ends):
            if end == "gone":
                await asyncio.sleep(0)
                tasks[place].cancel()
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 20)

    asyncio.run(run())
    assert served >= {place for place, end in enumerate(ends) if end != "gone"}
    assert holding == [0]
    assert pacing._busy == 0


def test_the_limit_recovers() -> None:
    """A round of good answers for each step up."""
    pacing = Pacing(8)
    pacing.complained(time.monotonic(), 0.0)
    assert pacing.limit == 4
    for _ in range(40):
        pacing.went_well()
    assert pacing.limit == 8
