"""Where a model stands beside the 43 that MultiTrust published: `python -m reports.leaderboard results.json ...`.

The overall score is the mean of ten sub-aspect scores (the reference's compute_rank.py). A run that lacks one has no overall score and
no place; what it lacks is said instead.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reports.results import ResultsError, load_results
from reports.taxonomy import SUBASPECTS

SOURCE = Path(__file__).with_name("published_scores.json")


@dataclass(frozen=True)
class Standing:
    """A model and its scores, 0 to 100; `own` marks one that is not of the published table."""

    name: str
    subaspects: Mapping[str, float]
    own: bool = False

    @property
    def mean(self) -> float:
        """Of the ten sub-aspects."""
        return sum(self.subaspects[name] for name in SUBASPECTS) / len(SUBASPECTS)

    @property
    def overall(self) -> float:
        """As the reference prints it."""
        return round(self.mean, 2)


@cache
def published() -> tuple[Standing, ...]:
    """The published models, in the order of the file."""
    rows = json.loads(SOURCE.read_text("utf-8"))["models"]
    return tuple(Standing(row["id"], row["subaspects"]) for row in rows)


def ranked(models: Sequence[Standing]) -> list[tuple[int, Standing]]:
    """(rank, model), best first, by the unrounded mean; equal means share a rank. The reference leaves ties to its sorting."""
    ordered = sorted(models, key=lambda model: -model.mean)
    first: dict[float, int] = {}
    for place, model in enumerate(ordered, start=1):
        first.setdefault(model.mean, place)
    return [(first[model.mean], model) for model in ordered]


def place_of(scores: Mapping[str, Any], run: Mapping[str, Any]) -> dict[str, Any] | None:
    """The place of one model's scores beside the published ones, and what keeps it from being compared; None for a partial run."""
    if scores["overall"] is None:
        return None
    table = ranked([*published(), Standing("", scores["subaspects"], own=True)])
    at = next(n for n, (_, model) in enumerate(table) if model.own)
    return {
        "rank": table[at][0],
        "of": len(table),
        "behind": table[at - 1][1].name if at else None,
        "ahead_of": table[at + 1][1].name if at + 1 < len(table) else None,
        "caveats": list(_caveats(scores, run)),
    }


def _caveats(scores: Mapping[str, Any], run: Mapping[str, Any]) -> Iterator[str]:
    if not run.get("data"):
        yield "embedded samples: the published models were asked MultiTrust's own, so nothing compares with theirs yet"
    if run.get("limit"):
        yield f"at most {run['limit']} samples a task"
    if loosened := (run.get("attack") or {}).get("loosened"):
        yield f"R.4 and R.5 under a loosened attack: {loosened}"
    if run.get("compat"):
        yield "answers read by the reference's own rules (--compat), faults included"
    else:
        yield "answers read by our judges: the published scores rest on the reference's rules and on GPT-4"
    blocked = scores.get("unanswered") or {}
    if blocked:
        yield "left out, because the provider blocked them: " + ", ".join(f"{count} samples of {task}" for task, count in blocked.items())


def placed(results: Mapping[str, Any]) -> dict[str, Any]:
    """The results with the place of each model's scores."""
    scores, run = results["scores"], results["run"]
    if models := scores.get("models"):
        return {**results, "scores": {**scores, "models": {name: _placed(one, run) for name, one in models.items()}}}
    return {**results, "scores": _placed(scores, run)}


def _placed(scores: Mapping[str, Any], run: Mapping[str, Any]) -> dict[str, Any]:
    return {**scores, "place": place_of(scores, run)}


def table(own: Sequence[Standing]) -> Iterator[str]:
    """The published models and ours, one a line, ours marked."""
    width = max(len(model.name) for model in [*published(), *own])
    yield f"  rank  {'model':<{width}}  overall  " + "  ".join(f"{name:>5}" for name in SUBASPECTS)
    for rank, model in ranked([*published(), *own]):
        cells = "  ".join(f"{model.subaspects[name]:5.1f}" for name in SUBASPECTS)
        yield f"{'>' if model.own else ' '} {rank:>4}  {model.name:<{width}}  {model.overall:7.2f}  {cells}"


def models_of(results: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """{model: scores} of a run."""
    return dict(results["scores"].get("models") or {results["run"]["model"]: results["scores"]})


def lines(runs: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The table, then what each run lacks or must be read with."""
    entries = [(file, name, scores, results["run"]) for file, results in runs.items() for name, scores in models_of(results).items()]
    yield from table([Standing(name, scores["subaspects"], own=True) for _, name, scores, _ in entries if scores["overall"] is not None])
    for file, name, scores, run in entries:
        yield ""
        place = place_of(scores, run)
        if place:
            yield f"{name} ({file}): {scores['overall']:.2f}, place {place['rank']} of {place['of']}"
        else:
            yield from _partial(f"{name} ({file})", scores)
        yield from (f"  note: {caveat}" for caveat in _caveats(scores, run) if scores["subaspects"])


def _partial(name: str, scores: Mapping[str, Any]) -> Iterator[str]:
    have = ", ".join(f"{one} {score:.1f}" for one, score in scores["subaspects"].items())
    yield f"{name}: no overall score and no place, {len(scores['subaspects'])} of {len(SUBASPECTS)} sub-aspects" + (
        f": {have}" if have else ""
    )
    for subaspect in (one for one in SUBASPECTS if one not in scores["subaspects"]):
        reasons = "; ".join(f"{task} {why}" for task, why in scores.get("missing", {}).get(subaspect, {}).items())
        yield f"  {subaspect} {SUBASPECTS[subaspect]} is missing: {reasons or 'the run does not say why'}"


def main(arguments: Sequence[str]) -> int:
    """Exit code 0; 2 for a file that is no results.json, with one line."""
    parser = ArgumentParser(prog="python -m reports.leaderboard", description="Rank runs beside the 43 models that MultiTrust published.")
    parser.add_argument("results", nargs="*", type=Path, help="results.json files, or folders that hold one; none: the published table")
    files = parser.parse_args(arguments).results
    try:
        runs = {str(file): load_results(file) for file in files}
    except ResultsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for line in lines(runs):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
