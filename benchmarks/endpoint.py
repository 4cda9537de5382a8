"""A thousand requests of 50 ms each over 64 connections, and a suite that asks nothing a second time."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path

from adapters.cache.cached import cached
from adapters.cache.store import Store
from adapters.load import load_model
from adapters.types import Model, Prompt, Response, user_prompt

COUNT, SECONDS, CONNECTIONS = 1_000, 0.05, 64
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


def figures() -> Iterator[tuple[str, str]]:
    """The best of five tries each."""
    name = f"{COUNT:,} requests of {1000 * SECONDS:.0f} ms, {CONNECTIONS} connections"
    prompts = [user_prompt(f"question {number}") for number in range(COUNT)]
    with served() as address, tempfile.TemporaryDirectory() as folder:
        model = load_model(address, connections=CONNECTIONS)
        yield f"{name}: against the ideal {IDEAL:.2f} s (goal 1.15)", f"{min(timed(model, prompts) for _ in range(5)) / IDEAL:.2f}"
        kept = cached(address, Store(Path(folder)), lambda: model)
        yield f"{name}: each answer on disk before the next is asked", f"{timed(kept, prompts) / IDEAL:.2f}"
        yield f"{name}: again, from the disk, ms", f"{1000 * timed(kept, prompts):.0f}"


if __name__ == "__main__":
    asyncio.run(serve())
