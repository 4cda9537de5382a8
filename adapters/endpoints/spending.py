"""What answers cost, and a budget that stops asking before it is spent."""

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.endpoints.places import EndpointError, Place


@dataclass(frozen=True)
class Price:
    """USD for a million tokens, in and out."""

    input: float
    output: float

    def of(self, usage: Mapping[str, float]) -> float | None:
        """The cost of one answer in USD; None when the server did not count its tokens."""
        if "input" not in usage or "output" not in usage:
            return None
        return (usage["input"] * self.input + usage["output"] * self.output) / 1e6


def find_price(place: Place, listed: Mapping[str, Any] | None = None) -> Price | None:
    """From TRUST_PRICE=IN/OUT; else `listed`, a row's price; nothing on this machine; None where nobody knows. Raises EndpointError."""
    text = os.environ.get("TRUST_PRICE", "").strip()
    if not text and listed:
        return Price(listed["input"], listed["output"])
    if not text:
        return Price(0.0, 0.0) if place.local else None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)", text)
    if not match:
        raise EndpointError(f"TRUST_PRICE={text}: expected USD for a million tokens in and out, such as TRUST_PRICE=2.5/10")
    return Price(float(match[1]), float(match[2]))


class UnknownPriceError(Exception):
    """Raised when an answer under a budget has no price: nobody could say when the budget is spent."""


class Budget:
    """Counts what was spent, in USD. None is admitted that would, at the dearest price seen so far, go beyond `most`.

    The first goes out alone, to learn a price. So what can be overspent is by how much the answers that are under way turn
    out dearer than any before them.
    """

    def __init__(self, most: float | None, price: Price | None) -> None:
        self.most = most
        self.spent = 0.0
        self._price = price
        self._dearest: float | None = None
        self._under_way = 0
        self._changed = asyncio.Event()

    async def admit(self) -> bool:
        """Wait until it is clear whether one more may be asked. Whoever is admitted must call `end`."""
        while (allowed := self._allows()) is None:
            self._changed.clear()
            await self._changed.wait()
        self._under_way += allowed
        return allowed

    def _allows(self) -> bool | None:
        if self.most is None or self._dearest == 0:
            return True
        if self._dearest is None:
            return None if self._under_way else self.most > 0
        if self.spent + (self._under_way + 1) * self._dearest <= self.most:
            return True
        return None if self._under_way else False

    def end(self, usage: Mapping[str, float] | None) -> float | None:
        """It came back; None: without an answer. The cost of the answer. Raises UnknownPriceError where a budget needs to know it."""
        self._under_way -= 1
        self._changed.set()
        if usage is None:
            return None
        cost = usage.get("cost", self._price.of(usage) if self._price else None)
        if cost is None:
            if self.most is not None:
                raise UnknownPriceError("--max-cost: the server does not say what an answer costs; set TRUST_PRICE=IN/OUT")
            return None
        self.spent += cost
        self._dearest = max(self._dearest or 0.0, cost)
        return cost
