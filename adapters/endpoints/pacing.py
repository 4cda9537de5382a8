"""How many requests go out at once: more while all is well, half after a complaint, none while the server asks to wait."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

FIRST = 32


class Pacing:
    """Additive increase, multiplicative decrease, as TCP does it (RFC 5681): doubling each round until the first complaint."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.limit = float(min(most, FIRST))
        self._doubling = True
        self._busy = 0
        self._resume = 0.0
        self._last_cut = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self, first_in_line: bool = False) -> AsyncIterator[float]:
        """Wait for a turn and hold it; gives when it began. Who asks again goes before those who have not asked yet."""
        await self._wait(first_in_line)
        while time.monotonic() < self._resume:  # handed out just before the server asked to wait
            self._busy -= 1
            await self._wait(first_in_line=True)
        try:
            yield time.monotonic()
        finally:
            self._end()

    async def _wait(self, first_in_line: bool) -> None:
        turn = asyncio.get_running_loop().create_future()
        (self._waiting.appendleft if first_in_line else self._waiting.append)(turn)
        self._hand_out()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it was this one's turn already
                self._end()
            raise

    def _end(self) -> None:
        self._busy -= 1
        self._hand_out()

    def _hand_out(self) -> None:
        """Give each free turn to one who waits; during a pause, after it."""
        pause = self._resume - time.monotonic()
        if pause > 0 and self._waiting:
            asyncio.get_running_loop().call_later(pause, self._hand_out)
        while pause <= 0 and self._waiting and self._busy < int(self.limit):
            turn = self._waiting.popleft()
            if not turn.done():  # or whoever waited has gone
                turn.set_result(None)
                self._busy += 1

    def went_well(self) -> None:
        """One more at once: for every answer at first, for every round of answers after a complaint."""
        self.limit = min(float(self.most), self.limit + (1 if self._doubling else 1 / self.limit))
        self._hand_out()

    def complained(self, began: float, wait: float) -> None:
        """Half as many, once for all the requests that were under way together, and none for `wait` seconds."""
        if began >= self._last_cut:
            self.limit = max(1.0, self.limit / 2)
            self._last_cut = time.monotonic()
        self._doubling = False
        self._resume = max(self._resume, time.monotonic() + wait)

    def open(self) -> None:
        """Let everybody through who waits: nothing will be asked any more."""
        self.most, self.limit, self._resume = 10**9, 1e9, 0.0
        self._hand_out()
