"""Servers of the test's own, and endpoints that are in a hurry."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from adapters.endpoints.endpoint import Endpoint, Patience
from adapters.endpoints.places import find_place
from adapters.types import Prompt, user_prompt
from tests.adapters.endpoints.server import Script, Server

HURRY = Patience(timeout=30.0, first_wait=0.01, longest_wait=0.05, longest_asked=5.0, rate_limited=3.0)

Serve = Callable[[Script], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(script)`: a server that runs until the test ends."""
    with ExitStack() as stack:
        yield lambda script: stack.enter_context(Server(script))


def endpoint(server: Server, model: str = "tiny", connections: int = 8, most_usd: float | None = None, **patience: float) -> Endpoint:
    """The adapter on this server."""
    name = f"{server.url}#{model}"
    return Endpoint(name, find_place(name), connections, most_usd, replace(HURRY, **patience))  # type: ignore[arg-type]


def questions(count: int) -> list[Prompt]:
    """So many prompts, all different."""
    return [user_prompt(f"question {number}") for number in range(count)]
