"""What attacks did as their bound grew, as drawings: accuracy, and targeted hits, over the bound; noise of the same size beside them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports.wording import number

LEFT, RIGHT, TOP, BOTTOM = 34, 372, 10, 158
CLEAN_AT = LEFT + 16
NOISES = {"noise": "random-sign noise", "uniform": "uniform noise"}

Curve = Mapping[str, Any]


def drawn(curve: Curve) -> dict[str, Any]:
    """The curve with places of everything on the drawing, in pixels, rows for the table beside it, and all that in words."""
    bounds = [point["eps"] for point in curve["points"]]
    across = {eps: _across(eps, bounds) for eps in bounds}
    lines = [_line("accuracy", curve, "accuracy", curve["clean"]["accuracy"], across)]
    if curve["aimed"]:
        lines.append(_line("hits", curve, "targeted_ASR", curve["clean"]["hits"], across))
    return dict(curve) | {
        "gate_x": across.get(curve["eps"]),
        "ticks": [(CLEAN_AT, "clean"), *((x, str(eps)) for eps, x in across.items())],
        "levels": [(_down(level), f"{level:g}") for level in (0, 0.5, 1)],
        "lines": lines,
        "noises": list(_noises(curve, across)),
        "rows": list(_rows(curve)),
        "words": in_words(curve),
    }


def in_words(curve: Curve) -> str:
    """The drawing for those who do not see it."""
    points = [f"{number(point['accuracy']['value'])} at {point['eps']}/255" for point in curve["points"]]
    said = f"Accuracy {number(curve['clean']['accuracy']['value'])} on clean pictures, {', '.join(points)}"
    if curve["aimed"]:
        hits = [f"{number(point['targeted_ASR']['value'])} at {point['eps']}/255" for point in curve["points"]]
        said += f". The description aimed at is given in {', '.join(hits)}"
    return said


def _across(eps: int, bounds: Sequence[int]) -> float:
    """Bounds stand on a logarithmic axis, so that 2, 4, 8 and 16 are evenly apart; a single one in the middle."""
    low, high = math.log2(min(bounds)), math.log2(max(bounds))
    start, end = CLEAN_AT + 70, RIGHT - 16
    return round((start + end) / 2 if low == high else start + (math.log2(eps) - low) / (high - low) * (end - start), 1)


def _down(level: float) -> float:
    return round(BOTTOM - level * (BOTTOM - TOP), 1)


def _line(kind: str, curve: Curve, name: str, clean: Mapping[str, Any], across: Mapping[int, float]) -> dict[str, Any]:
    """A path through the points that have a value, and each of those with its interval."""
    figures = [(CLEAN_AT, clean), *((across[point["eps"]], point[name]) for point in curve["points"])]
    shift = 2.5 if kind == "hits" else 0.0  # so that intervals at one bound do not hide each other
    points = [_point(x + shift, figure) for x, figure in figures if figure["value"] is not None]
    return {"kind": kind, "path": "M" + "L".join(f"{point['x']} {point['y']}" for point in points) if points else "", "points": points}


def _point(x: float, figure: Mapping[str, Any]) -> dict[str, Any]:
    ends = [None if figure[end] is None else _down(figure[end]) for end in ("low", "high")]
    return {"x": x, "y": _down(figure["value"]), "low": ends[0], "high": ends[1]}


def _noises(curve: Curve, across: Mapping[int, float]) -> Iterator[dict[str, Any]]:
    """Noise has the gates' bound; the two kinds stand left and right of it."""
    for shift, (name, figures) in zip((-8, 8), curve["controls"].items(), strict=False):
        if figures["accuracy"]["value"] is not None and curve["eps"] in across:
            yield {"name": name, "x": across[curve["eps"]] + shift, "y": _down(figures["accuracy"]["value"])}


def _rows(curve: Curve) -> Iterator[dict[str, Any]]:
    """The table: clean, noise, and every bound, with accuracy, drop, success over those that were right, and hits."""
    yield _row("clean", curve["clean"], "hits")
    for name, figures in curve["controls"].items():
        yield _row(f"{NOISES.get(name, name)}, {curve['eps']}/255", figures, "hits")
    for point in curve["points"]:
        yield _row(f"attacked, {point['eps']}/255", point, "targeted_ASR") | {"gate": point["eps"] == curve["eps"]}


def _row(name: str, figures: Mapping[str, Any], hits: str) -> dict[str, Any]:
    accuracy = figures["accuracy"]
    return {
        "name": name,
        "gate": False,
        "accuracy": accuracy,
        "scored": f"{accuracy['scored']:,} of {accuracy['planned']:,}",
        "drop": figures.get("drop"),
        "ASR": figures.get("ASR"),
        "hits": figures.get(hits),
    }


def of_served(served: Mapping[str, Any]) -> dict[str, Any]:
    """What a jailbreak picture did, with rows for a table: clean, noise of the same size, and the attack."""
    size = f"{served['eps']}/255"
    noises = [(f"{NOISES.get(name, name)}, {size}", figure) for name, figure in served["controls"].items()]
    named = [("clean", served["clean"]), *noises, (f"attacked, {size}", served["attacked"])]
    rows = [{"name": name, "share": figure, "scored": f"{figure['scored']:,} of {figure['planned']:,}"} for name, figure in named]
    return dict(served) | {"rows": rows}
