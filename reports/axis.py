"""A gate as a drawing: where its interval, its value and its bound lie on a horizontal axis."""

import math
from collections.abc import Mapping
from typing import Any

from reports.wording import bound, number

WIDTH, MARGIN = 240, 8
FIGURES = ("bound", "value", "low", "high", "worst", "best")


def axis(gate: Mapping[str, Any]) -> dict[str, Any]:
    """Pixels from the left for each figure of the gate (None where it has none), the ends of the axis, and all that in words."""
    figures = {name: gate[name] for name in FIGURES}
    start, end = ends([figure for figure in figures.values() if figure is not None])
    at = {name: None if figure is None else place(figure, start, end) for name, figure in figures.items()}
    good = (at["bound"], place(end, start, end)) if gate["op"] == ">=" else (place(start, start, end), at["bound"])
    zero = place(0, start, end) if start < 0 < end else None
    return at | {"start": start, "end": end, "good": good, "zero": zero, "words": in_words(gate)}


def ends(figures: list[float]) -> tuple[float, float]:
    """0 to 1 for rates, -1 to 1 for differences, whole numbers around anything wider."""
    return min(0, math.floor(min(figures))), max(1, math.ceil(max(figures)))


def place(figure: float, start: float, end: float) -> float:
    """Pixels from the left edge of the drawing."""
    return round(MARGIN + (figure - start) / (end - start) * (WIDTH - 2 * MARGIN), 1)


def in_words(gate: Mapping[str, Any]) -> str:
    """The drawing for those who do not see it."""
    wanted = f"{'at least' if gate['op'] == '>=' else 'at most'} {bound(gate['bound'])} wanted"
    if gate["value"] is None:
        return f"no value, {wanted}"
    known = gate["low"] is not None and gate["high"] is not None
    interval = f", 95 % interval {number(gate['low'])} to {number(gate['high'])}" if known else ""
    return f"{number(gate['value'], gate['bound'])}{interval}, {wanted}"
