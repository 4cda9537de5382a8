"""A model behind an OpenAI-compatible endpoint, asked over many connections at once."""

import asyncio
import os
import weakref
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from random import uniform
from threading import Thread
from typing import Any

import httpx2  # what the openai package speaks through
from openai import AsyncOpenAI, DefaultAioHttpClient

from adapters.endpoints.pacing import Pacing
from adapters.endpoints.places import Place, find_place, find_timeout
from adapters.endpoints.replies import Fault, read_error, read_reply
from adapters.endpoints.requests import LimitError, usual_fields, write_request
from adapters.endpoints.spending import Budget, Price, UnknownPriceError, find_price
from adapters.endpoints.stopping import Stopping
from adapters.types import Arrived, Prompt, Response


@dataclass(frozen=True)
class Patience:
    """How long to put up with a server, in seconds and in tries."""

    timeout: float = 300.0  # for one reply, whole: a server that drips one byte a second never goes silent
    tries: int = 5  # for one prompt; a time-out counts for three
    first_wait: float = 0.5  # doubled after each try
    longest_wait: float = 60.0
    longest_asked: float = 180.0  # a server that asks for more has a quota for the day, and the run stops
    rate_limited: float = 900.0  # how long one prompt may be told to slow down
    failures: int = 20  # so many prompts in a row without an answer, and the run stops


class Endpoint:
    """Asks every prompt until it is answered, blocked, or past hope; gives up the rest when the endpoint itself is."""

    def __init__(
        self,
        name: str,
        place: Place,
        connections: int = 64,
        most_usd: float | None = None,
        patience: Patience | None = None,
        price: Price | None = None,
    ) -> None:
        """Connects to nothing yet."""
        self.name = name
        self.place = place
        self.pacing = Pacing(min(connections, place.provider.connections or connections))
        self.budget = Budget(most_usd, price)
        self._patience = patience or Patience()
        self._fields = usual_fields(place)
        self._served_as = os.environ.get("TRUST_SERVED_AS", "").strip() or place.model
        self._stopping = Stopping(self._patience.failures, self.pacing.open)
        self._unkept = asyncio.Semaphore(self.pacing.most)
        self._runner = asyncio.Runner()
        self._client = _client(place, self.pacing.most, self._patience.timeout)
        weakref.finalize(self, _close, self._runner, self._client)

    @property
    def stopped(self) -> str:
        """Why nothing is asked any more; empty while it is."""
        return f"stopped asking {self.name}: {self._stopping.reason}" if self._stopping.reason else ""

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """The responses, in the prompts' order."""
        return self.stream(prompts, lambda place, response: None)

    def stream(self, prompts: Sequence[Prompt], arrived: Arrived) -> list[Response]:
        """As `generate`; `arrived` is told of each the moment it is there, and none is handed on before what that gives is done.

        Meanwhile its connection takes the next request, unless as many responses wait so as there are connections.
        """
        return self._runner.run(self._all(prompts, arrived))

    async def _all(self, prompts: Sequence[Prompt], arrived: Arrived) -> list[Response]:
        """Each goes out before the next is written: sent all at once they would come back all at once, and wait for each other."""
        asked: list[asyncio.Task[Response]] = []
        try:
            for place, prompt in enumerate(prompts):
                asked.append(asyncio.create_task(self._one(place, prompt, arrived)))
                await asyncio.sleep(0)
            return await asyncio.gather(*asked)
        finally:
            for task in asked:
                task.cancel()

    async def _one(self, place: int, prompt: Prompt, arrived: Arrived) -> Response:
        faults: list[Fault] = []
        first, answered = 0.0, 0
        while not self._stopping.reason:
            async with self.pacing.turn(first_in_line=bool(faults)) as began:
                if not faults:
                    first, answered = began, self._stopping.answered
                outcome = await self._attempt(prompt)
                if isinstance(outcome, Response):
                    kept = arrived(place, outcome)
                    await self._unkept.acquire()  # still in its turn: a slow disk holds up what is asked
            if isinstance(outcome, Response):
                return await self._once(kept, outcome)
            faults.append(outcome)
            if self._hopeless(faults, began - first):
                self._stopping.one_failed(outcome.reason, answered)
                return _error(self.stopped or outcome.reason + (f" (asked {len(faults)} times)" if len(faults) > 1 else ""))
            await self._pause(outcome, len(faults), began)
        return _error(self.stopped)

    async def _once(self, kept: "Future[None] | None", response: Response) -> Response:
        """The response, once it is kept."""
        try:
            if kept is not None:
                await asyncio.wrap_future(kept)
        finally:
            self._unkept.release()
        return response

    async def _attempt(self, prompt: Prompt) -> Response | Fault:
        """One request, unless there is no use in it any more."""
        if not await self.budget.admit():
            self._stopping.stop(f"budget spent: {self.budget.spent:.4f} of {self.budget.most:g} USD (--max-cost)")
            return _error(self.stopped)
        usage: Mapping[str, float] | None = None
        try:
            if self._stopping.reason:
                return _error(self.stopped)
            response = await self._ask(prompt)
            usage = response.usage
        except LimitError as error:
            return _error(str(error))
        except Exception as error:
            return self._faulty(read_error(error, self.place.key))
        finally:
            cost = self._book(usage)
        self.pacing.went_well()
        self._stopping.one_answered()
        return response if cost is None else replace(response, usage={**response.usage, "cost": cost})

    def _book(self, usage: Mapping[str, float] | None) -> float | None:
        try:
            return self.budget.end(usage)
        except UnknownPriceError as error:
            self._stopping.stop(str(error))
            return None

    async def _ask(self, prompt: Prompt) -> Response:
        fields = self._fields
        body = write_request(self.place, fields, prompt)
        try:
            async with asyncio.timeout(self._patience.timeout):
                reply = await self._client.post("/chat/completions", cast_to=httpx2.Response, body=body)
                return read_reply(reply.content, self._served_as, self.place.provider.any_model)
        except Exception as error:
            corrected = fields.corrected(str(error)) if getattr(error, "status_code", 0) in (400, 422) else None
            if corrected is None:
                raise
            self._fields = corrected
        return await self._ask(prompt)

    def _faulty(self, fault: Fault) -> Response | Fault:
        if fault.kind == "blocked":
            self._stopping.one_answered()
            return Response("", "blocked", error=fault.reason)
        if fault.kind == "stop":
            self._stopping.stop(fault.reason)
        elif (fault.wait or 0) > self._patience.longest_asked:
            self._stopping.stop(f"asked to wait {fault.wait:.0f} seconds: {fault.reason}")
        return fault

    def _hopeless(self, faults: list[Fault], seconds: float) -> bool:
        tries = sum(fault.tries for fault in faults)
        given_up = faults[-1].kind in ("give up", "stop")
        return bool(self._stopping.reason) or given_up or tries >= self._patience.tries or seconds > self._patience.rate_limited

    async def _pause(self, fault: Fault, faults: int, began: float) -> None:
        """Wait before the next try, all connections together where the server is too busy; no longer than the run goes on."""
        own = min(self._patience.longest_wait, self._patience.first_wait * 2 ** (faults - 1)) * uniform(0.5, 1)
        wait = own if fault.wait is None else fault.wait
        if fault.kind == "slower":
            self.pacing.complained(began, wait)
        else:
            await self._stopping.pause(wait)


def load_endpoint(
    name: str, address: str, connections: int = 64, most_usd: float | None = None, listed: Mapping[str, Any] | None = None
) -> Endpoint:
    """The model at `provider/name` or `URL#name`; `name` is what reports call it, `listed` its row's price. Raises EndpointError."""
    place = find_place(address)
    return Endpoint(name, place, connections, most_usd, Patience(timeout=find_timeout()), find_price(place, listed))


def _client(place: Place, connections: int, timeout: float) -> AsyncOpenAI:
    """The openai package's client, on aiohttp: half the processor time a request. Retries are ours: its own know nothing of pacing."""
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    http = DefaultAioHttpClient(limits=limits, timeout=httpx2.Timeout(timeout, connect=30.0))
    return AsyncOpenAI(base_url=place.base_url, api_key=place.key or "none", max_retries=0, timeout=timeout, http_client=http)


def _close(runner: asyncio.Runner, client: AsyncOpenAI) -> None:
    def close() -> None:
        runner.run(client.close())
        runner.close()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        close()
    else:  # garbage is collected while another endpoint is being asked: a loop cannot run inside a loop
        thread = Thread(target=close)
        thread.start()
        thread.join()


def _error(reason: str) -> Response:
    return Response("", "error", error=reason)
