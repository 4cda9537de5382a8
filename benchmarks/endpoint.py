"""A thousand requests of 50 ms each over 64 connections: the adapter, the openai package by itself, and aiohttp by itself."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from math import ceil
from pathlib import Path

import aiohttp
from openai import AsyncOpenAI

from adapters.cache.cached import cached
from adapters.cache.store import Store
from adapters.load import load_model
from adapters.types import Model, Prompt, Response, user_prompt

COUNT, SECONDS, CONNECTIONS = 1_000, 0.05, 64
TRIES = 5
IDEAL = ceil(COUNT / CONNECTIONS) * SECONDS

REPLY = json.dumps(
    {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "tiny",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "yes"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 1, "total_tokens": 11},
    }
).encode()


class Answering(asyncio.Protocol):
    """Answers every request after 50 ms, and does nothing else: what is measured is the client."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._heard = transport, b""

    def data_received(self, data: bytes) -> None:
        """Wait for the whole request."""
        self._heard += data
        head, end, body = self._heard.partition(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        if end and len(body) >= length:
            self._heard = b""
            asyncio.get_running_loop().call_later(SECONDS, self._answer)

    def _answer(self) -> None:
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(REPLY)}\r\n\r\n"
        self._transport.write(head.encode() + REPLY)


async def serve() -> None:
    """Run until the standard input ends, on a port that is printed."""
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0, backlog=CONNECTIONS * 2)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


@contextmanager
def served() -> Iterator[str]:
    """The name of the model behind a server in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.endpoint"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    assert process.stdin
    assert process.stdout
    yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1#tiny"
    process.stdin.close()
    process.wait()


def timed(model: Model, prompts: list[Prompt]) -> float:
    """Seconds to ask them all; every one must be answered."""
    began = time.perf_counter()
    responses: list[Response] = model.generate(prompts)
    seconds = time.perf_counter() - began
    assert [response.text for response in responses] == ["yes"] * len(prompts)
    return seconds


async def at_once(ask: Callable[[int], Awaitable[object]]) -> None:
    """Ask every question, as many at a time as there are connections."""
    turns = asyncio.Semaphore(CONNECTIONS)

    async def one(number: int) -> None:
        async with turns:
            await ask(number)

    await asyncio.gather(*map(one, range(COUNT)))


def messages(number: int) -> list[dict[str, str]]:
    """As the adapter writes them."""
    return [{"role": "user", "content": f"question {number}"}]


async def by_package(address: str) -> None:
    """The plain loop that one writes with the openai package."""
    async with AsyncOpenAI(base_url=address.partition("#")[0], api_key="none", max_retries=0) as client:
        await at_once(lambda n: client.chat.completions.create(model="tiny", messages=messages(n), max_tokens=100, temperature=0))  # type: ignore[arg-type]


async def by_aiohttp(address: str) -> None:
    """The least that these requests cost in Python: written, sent, read, and not looked at."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:

        async def ask(number: int) -> None:
            body = {"model": "tiny", "messages": messages(number), "max_tokens": 100, "temperature": 0}
            async with session.post(f"{address.partition('#')[0]}/chat/completions", json=body) as reply:
                await reply.read()

        await at_once(ask)


def stopwatch(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and seconds of this process's processor time."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - worked


def figures() -> Iterator[tuple[str, str]]:
    """The best of some tries each, the contenders in turn: the least disturbed one."""
    prompts = [user_prompt(f"question {number}") for number in range(COUNT)]
    with served() as address, tempfile.TemporaryDirectory() as folder:
        model = load_model(address, connections=CONNECTIONS)
        kept = [cached(address, Store(Path(folder) / str(number)), lambda: model) for number in range(TRIES)]
        contenders: dict[str, Callable[[int], object]] = {
            "the adapter (goal 1.15)": lambda number: timed(model, prompts),
            "the adapter with its cache, as by default (goal 1.15)": lambda number: timed(kept[number], prompts),
            "a loop with the openai package alone": lambda number: asyncio.run(by_package(address)),
            "a loop with aiohttp alone": lambda number: asyncio.run(by_aiohttp(address)),
        }
        tries = [{name: stopwatch(partial(ask, number)) for name, ask in contenders.items()} for number in range(TRIES)]
        yield f"{COUNT:,} requests of {1000 * SECONDS:.0f} ms over {CONNECTIONS} connections, ideal", f"{IDEAL:.2f} s"
        for name in contenders:
            seconds, processor = (min(tried[name][place] for tried in tries) for place in (0, 1))
            yield f"  {name}: against the ideal; processor time a request", f"{seconds / IDEAL:.2f}; {1000 * processor / COUNT:.2f} ms"
        yield "  again, all from the disk", f"{1000 * timed(kept[0], prompts):.0f} ms"


if __name__ == "__main__":
    asyncio.run(serve())
