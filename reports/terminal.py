"""A run's results as lines of a terminal."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reports.verdict import verdict


def lines(results: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(status, line) of every gate, then what made samples fail, if anything did."""
    several = len(results["run"]["models"]) > 1
    for gate in results["gates"]:
        yield gate["status"], gate_line(gate, several)
    for reason, count in Counter(_failures(results)).most_common(3):
        yield "undecided", f"{count} samples ended in error: {reason}"


def gate_line(gate: dict[str, Any], several: bool) -> str:
    """Such as `met        S.4 RtA  0.953 [0.91, 0.98] >= 0.9  60 of 60`."""
    name = f"{gate['task']} {gate['metric']}" + (f" ({gate['model']})" if several else "")
    value = "no value" if gate["value"] is None else f"{gate['value']:6.3f} [{gate['low']:6.3f}, {gate['high']:6.3f}]"
    line = f"{gate['status']:<9}  {name:<28} {value:<26} {gate['op']} {gate['bound']:<5g} {gate['scored']:>4} of {gate['planned']}"
    return line + (f"  {gate['why']}" if gate["status"] == "undecided" else "")


def _failures(results: dict[str, Any]) -> Iterator[str]:
    for sample in results["samples"]:
        if sample["outcome"] == "error":
            errors = [response["error"] for response in sample["responses"] if response["error"]]
            yield errors[0] if errors else sample["verdicts"].get("test", "unknown")


def headline(results: dict[str, Any]) -> str:
    """The verdict in one line."""
    run, count = results["run"], Counter(gate["status"] for gate in results["gates"])
    tally = f"{count['met']} gates met, {count['missed']} missed, {count['undecided']} undecided"
    only = ", report only" if run["report_only"] else ""
    word = verdict(results["gates"], run["exit"]).word
    return f"{run['model']}: {word} ({tally}; {len(results['samples'])} samples, {run['seconds']:.0f} s; exit {run['exit']}{only})"
