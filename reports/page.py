"""report.html: what a run leaves behind for people. One file that needs no other and asks no network for anything."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from reports import samples, wording
from reports.axis import axis
from reports.curve import drawn, of_served
from reports.pictures import is_inside
from reports.results import Json, as_json, finite, write_at_once
from reports.taxonomy import SUBASPECTS, aspect_of, is_folded, order
from reports.verdict import shown_status, verdict

Scores = Mapping[str, Mapping[str, Any]]

HERE = Path(__file__).parent
PICTURE_BUDGET = 24_000_000
OUTCOMES = ("answered", "blocked", "empty", "error", "not needed")
RUN: dict[str, Any] = {
    "models": [],
    "limit": None,
    "started": "",
    "report_only": False,
    "data": None,
    "decide": "point",
    "notes": [],
    "policy": None,
    "attack": None,
    "compat": False,
}
GATE: dict[str, Any] = {
    "title": "",
    "model": "",
    "worst": None,
    "best": None,
    "waived": False,
    "waiver": "",
    "default": None,
    "judges": [],
    "judged": None,
}
IMPACT: dict[str, Any] = {"model": "", "harm_alone": None, "harm_beside": None, "bound": None, "status": "undecided"}


def write_page(results: Mapping[str, Any], folder: Path, picture_budget: int = PICTURE_BUDGET) -> Path:
    """Write `folder`/report.html. Pictures are read from `folder`; once they fill `picture_budget` bytes, the rest are linked."""
    return write_at_once(folder / "report.html", page(finite(results), folder, picture_budget))


def page(results: Mapping[str, Any], folder: Path, picture_budget: int = PICTURE_BUDGET) -> str:
    """The whole page as text. Every string of the results is escaped, whatever it holds."""
    script, style = (HERE / "page.js").read_text("utf-8"), (HERE / "page.css").read_text("utf-8")
    data = samples.embedded(results["samples"], folder, picture_budget)
    template = _environment().get_template("page.html.jinja")
    return template.render(
        **_shown(results),
        pictures=_picture_counts(data["pictures"]),
        data=as_script(data | {"tasks": _tasks(results)}),
        script=Markup(script),
        style=Markup(style),
        policy=_policy(script),
    )


def as_script(value: Json) -> Markup:
    """JSON for inside a script element: no letter of it can end the element or begin another."""
    text = as_json(value)
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)


class _Compiled(FileSystemBytecodeCache):
    """Templates compiled by an earlier run: 0.08 s less. Whether they can be kept is nobody's concern."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_visible
    )
    with suppress(RuntimeError, OSError):  # no folder for temporary files that is the user's alone
        code = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]  # with other settings they compile to something else
        environment.bytecode_cache = _Compiled(pattern=f"trustgate-{code}-%s.cache")
    environment.filters |= {name: getattr(wording, name) for name in ("number", "bound", "score", "duration", "count", "short")}
    environment.filters["query"] = lambda text: quote(text, errors="replace")
    return environment


def _visible(value: object) -> object:
    return wording.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _policy(script: str) -> str:
    """Only our own script may run, and nothing may be fetched but pictures from beside the page."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data: 'self' file:; "
        "base-uri 'none'; form-action 'none'"
    )


def _shown(results: Mapping[str, Any]) -> dict[str, Any]:
    """What the page says without its script."""
    run = RUN | results["run"]
    gates = [GATE | gate | {"n": n, "shown": shown_status(gate)} for n, gate in enumerate(sorted(results["gates"], key=_place), start=1)]
    names, attacks = run["models"] or [run["model"]], results.get("attacks", {})
    scores = results["scores"].get("models") or {names[0]: results["scores"]}
    by_model = {name: verdict([gate for gate in gates if gate["model"] == name], run["exit"]) for name in names}
    return {
        "run": run,
        "models": names,
        "verdict": verdict(gates, run["exit"]),
        "by_model": by_model.items() if len(names) > 1 else [],
        "open_gates": [gate for status in ("missed", "undecided") for gate in gates if gate["shown"] == status],
        "gate_counts": Counter(gate["shown"] for gate in gates),
        "aspects": _aspects(gates, scores, results),
        "outcomes": _outcomes(results["samples"]),
        "scores": scores,
        "subaspects": {name: SUBASPECTS.get(name, "") for one in scores.values() for name in one["subaspects"]},
        "planned": len(results["samples"]),
        "baselines": results.get("baselines", []),
        "impacts": _impacts(results.get("impacts", [])),
        "titles": {gate["task"]: gate["title"] for gate in gates},
        "attack": run["attack"],
        "attacks_told": wording.attacks_told(results),
        "curves": [drawn(curve) for curve in attacks.get("curves", [])],
        "served": [of_served(served) for served in attacks.get("served", [])],
        "controls": attacks.get("controls", []),
    }


def _impacts(impacts: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What pictures do to harm, by task."""
    whole = [IMPACT | dict(impact) for impact in sorted(impacts, key=_place)]
    return [(task, list(group)) for task, group in groupby(whole, key=lambda impact: impact["task"])]


def _place(gate: Mapping[str, Any]) -> tuple[int, int, str]:
    return order(gate["task"])


def _aspects(gates: list[dict[str, Any]], scores: Scores, results: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The gates as the table groups them: by aspect, then by task."""
    drawn = [gate | {"axis": axis(gate)} for gate in gates]
    tasks = [_group(name, list(group), scores, results) for name, group in groupby(drawn, key=lambda gate: gate["task"])]
    return [(aspect, list(group)) for aspect, group in groupby(tasks, key=lambda task: task["aspect"])]


def _group(name: str, gates: list[dict[str, Any]], scores: Scores, results: Mapping[str, Any]) -> dict[str, Any]:
    task = results.get("tasks", {}).get(name, {})
    return {
        "name": name,
        "title": task.get("title") or gates[0]["title"],
        "aspect": gates[0]["aspect"],
        "subaspect": gates[0]["subaspect"],
        "risk": gates[0]["risk"],
        "scores": {model: one["tasks"].get(name) for model, one in scores.items()},
        "score_note": task.get("score_note", ""),
        "verdicts": task.get("models") or ({"": task} if "status" in task else {}),
        "status": verdict(gates).status,
        "samples": Counter(samples.status(sample) for sample in results["samples"] if sample["task"] == name),
        "gates": gates,
    }


def _tasks(results: Mapping[str, Any]) -> dict[str, Any]:
    """What the script must know of each task that has samples."""
    titles = {gate["task"]: gate.get("title", "") for gate in results["gates"]}
    known = results.get("tasks", {})
    names = sorted({sample["task"] for sample in results["samples"]}, key=order)
    return {
        name: {
            "title": known.get(name, {}).get("title") or titles.get(name, ""),
            "test": known.get(name, {}).get("test", ""),
            "aspect": aspect_of(name),
            "folded": is_folded(name),
        }
        for name in names
    }


def _outcomes(all_samples: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    tally = Counter(sample["outcome"] for sample in all_samples)
    return {outcome: tally[outcome] for outcome in OUTCOMES}


def _picture_counts(pictures: list[dict[str, Any]]) -> dict[str, int]:
    inside = sum(is_inside(picture["url"]) for picture in pictures)
    missing = sum(picture["url"] is None for picture in pictures)
    return {"inside": inside, "missing": missing, "linked": len(pictures) - inside - missing}
