"""When there is no use in asking on."""

import asyncio
from collections.abc import Callable


class Stopping:
    """Stops when it is told to, or when so many prompts in a row failed while nobody got an answer."""

    def __init__(self, failures: int, then: Callable[[], None]) -> None:
        """`then` is called once it stops: to let go on who waits for a turn."""
        self.reason = ""
        self.answered = 0
        self._failures = failures
        self._in_a_row = 0
        self._then = then
        self._stopped = asyncio.Event()

    def stop(self, reason: str) -> None:
        """Ask no more; the first reason stays."""
        self.reason = self.reason or reason
        self._stopped.set()
        self._then()

    def one_answered(self) -> None:
        """The endpoint is alive."""
        self.answered += 1
        self._in_a_row = 0

    def one_failed(self, reason: str, answered_before: int) -> None:
        """A prompt is past hope. It says something about the endpoint only if no other was answered while it was tried."""
        self._in_a_row = self._in_a_row + 1 if self.answered == answered_before else 0
        if self._in_a_row >= self._failures:
            self.stop(f"{self._in_a_row} requests in a row failed, the last with: {reason}")

    async def pause(self, seconds: float) -> None:
        """Wait, but no longer than there is something to wait for."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        except TimeoutError:
            pass
