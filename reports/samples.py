"""The samples as the page embeds them: short where they are long, worst first where there is no room for all."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from reports.pictures import inlined
from reports.taxonomy import order

LONGEST_TEXT = 4000
RANK = {"missed": 0, "unscored": 1, "ok": 2}
UNTOLD = ("blocked", "error", "not needed")

Sample = Mapping[str, Any]


def status(sample: Sample) -> Literal["missed", "unscored", "ok"]:
    """A bad verdict is `missed`; no verdict, one that cannot tell, or a reason why there is none is `unscored`; the rest is `ok`."""
    if sample.get("missed"):
        return "missed"
    measures = sample["measures"]
    unmeasured = sample["verdicts"].keys() - measures.keys()
    return "unscored" if sample["outcome"] in UNTOLD or not measures or None in measures.values() or unmeasured else "ok"


def embedded(samples: Sequence[Sample], folder: Path, picture_budget: int) -> dict[str, Any]:
    """The samples in the benchmark's order, and the pictures that they name, as plain JSON for the page's script."""
    urls = inlined(_picture_paths(samples), folder, picture_budget)
    index = {path: n for n, path in enumerate(urls)}
    ordered = sorted(samples, key=lambda sample: order(sample["task"]))
    return {
        "samples": [_sample(sample, index) for sample in ordered],
        "pictures": [{"path": path, "url": url} for path, url in urls.items()],
    }


def cut(text: str) -> str | dict[str, Any]:
    """The text, or the start of a long one and how long it is."""
    return text if len(text) <= LONGEST_TEXT else {"start": text[:LONGEST_TEXT], "length": len(text)}


def _picture_paths(samples: Sequence[Sample]) -> Iterable[str]:
    for sample in sorted(samples, key=lambda sample: RANK[status(sample)]):
        yield from filter(None, (sample["image"], *(_picture(response) for response in sample.get("responses", []))))


def _sample(sample: Sample, index: Mapping[str, int]) -> dict[str, Any]:
    said = sample.get("responses") or ([{"text": sample["response"]}] if sample["response"] is not None else [])
    names = ("task", "id", "model", "variant", "twin", "pair", "source", "outcome", "measures", "change")
    earlier = sample.get("baseline") or {"responses": []}
    fields = {
        "status": status(sample),
        "prompt": cut(sample.get("prompt", "")),
        "target": cut(sample.get("target", "")),
        "verdicts": {name: cut(why) for name, why in sample["verdicts"].items()},
        "picture": index.get(sample["image"]),
        "responses": [_response(response, index) for response in said],
        "baseline": [_response(response, {}) for response in earlier["responses"]] or ([{"text": ""}] if sample.get("change") else []),
    }
    return _filled({name: sample.get(name) for name in names} | fields)


def _response(response: Mapping[str, Any], index: Mapping[str, int]) -> dict[str, Any]:
    texts = {name: cut(response.get(name) or "") for name in ("text", "reasoning", "error")}
    return _filled({"as": response.get("as"), "finish": response.get("finish"), "picture": index.get(_picture(response) or ""), **texts})


def _picture(response: Mapping[str, Any]) -> str | None:
    """A response's picture; those beside the gates stay out of the page, a curve would double its size."""
    return None if response.get("aside") else response.get("image")


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without the fields that hold nothing: at 20,000 samples they are a third of the page. 0 is the first picture, so it stays."""
    return {name: value for name, value in fields.items() if value or (value == 0 and value is not False)}
