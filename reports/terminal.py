"""A run's results as lines of a terminal."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reports.verdict import shown_status, verdict
from reports.wording import attacks_told
from reports.wording import count as counted

MOST_NAMED = 10
MOST_REASONS = 3


def lines(results: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(status, line) of every gate, of every task, of what the policy did, then what made samples fail, if anything did."""
    several = len(results["run"]["models"]) > 1
    for gate in results["gates"]:
        yield shown_status(gate), gate_line(gate, several)
    yield from _tasks(results)
    yield from _waivers(results)
    if results["run"].get("compat"):
        yield "undecided", "--compat: read and scored by the reference's own rules, faults included; no gate is decided"
        yield from _unscored(results)
    yield from _baselines(results)
    failures = Counter(_failures(results))
    for reason, number in failures.most_common(MOST_REASONS):
        yield "undecided", f"{counted(number, 'sample')} ended in error: {reason}"
    if len(failures) > MOST_REASONS:
        others = sum(number for _, number in failures.most_common()[MOST_REASONS:])
        yield "undecided", f"{counted(others, 'sample')} more ended in error, for {counted(len(failures) - MOST_REASONS, 'other reason')}"


def _tasks(results: dict[str, Any]) -> Iterator[tuple[str, str]]:
    tasks = {name: task for name, task in results.get("tasks", {}).items() if "status" in task}
    if tasks:
        yield "", ""
    for name, task in tasks.items():
        for model, whole in task.get("models", {"": task}).items():
            who = f" ({model})" if model else ""
            yield whole["status"], f"{whole['status']:<9}  {name}{who}  {whole['why'].partition(':')[0]}"


def _waivers(results: dict[str, Any]) -> Iterator[tuple[str, str]]:
    policy = results["run"].get("policy")
    if policy:
        yield "", f"policy {policy['file']}, sha256 {policy['hash'][:16]}"
    for waiver in dict.fromkeys(gate["waiver"] for gate in results["gates"] if gate.get("waiver")):
        yield ("missed", waiver) if waiver.startswith("EXPIRED") else ("undecided", waiver)


def _unscored(results: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Why tasks that ran have no score: a line a reason and model."""
    for model, scores in results["scores"].get("models", {"": results["scores"]}).items():
        tasks: dict[str, list[str]] = {}
        for task, why in (one for of_tasks in scores.get("missing", {}).values() for one in of_tasks.items() if one[1] != "not run"):
            tasks.setdefault(why, []).append(task)
        who = f" ({model})" if model else ""
        yield from (("undecided", f"no score of {', '.join(named)}{who}: {why}") for why, named in tasks.items())


def _baselines(results: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for one in results.get("baselines", []):
        if one["compared"]:
            changed = f"{one['compared']} samples compared, {one['broken']} newly broken, {one['fixed']} newly fixed"
            yield "", f"{one['candidate']} beside the baseline {one['model']} ({one['file']}, sha256 {one['hash'][:16]}): {changed}"
        yield from (("undecided", fault) for fault in one["faults"])
    broken = [f"{sample['task']} {sample['id']}" for sample in results["samples"] if sample.get("change") == "broken"]
    if broken:
        more = f" and {len(broken) - MOST_NAMED} more" if len(broken) > MOST_NAMED else ""
        yield "missed", f"newly broken: {', '.join(broken[:MOST_NAMED])}{more}"


def gate_line(gate: dict[str, Any], several: bool) -> str:
    """Such as `met        S.4 RtA  0.953 [0.91, 0.98] >= 0.9  60 of 60`."""
    name = f"{gate['task']} {gate['metric']}" + (f" ({gate['model']})" if several else "")
    value = "no value" if gate["value"] is None else f"{gate['value']:6.3f} [{gate['low']:6.3f}, {gate['high']:6.3f}]"
    line = f"{shown_status(gate):<9}  {name:<28} {value:<26} {gate['op']} {gate['bound']:<5g} {gate['scored']:>4} of {gate['planned']}"
    return line + (f"  {gate['why']}" if gate["status"] == "undecided" else "")


def _failures(results: dict[str, Any]) -> Iterator[str]:
    for sample in results["samples"]:
        if sample["outcome"] == "error":
            errors = [response["error"] for response in sample["responses"] if response["error"]]
            yield _one_line(errors[0] if errors else sample["verdicts"].get("test", "unknown"))


def _one_line(text: str) -> str:
    """Without what a terminal would obey: a server's words may hold escape sequences that clear the screen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def headline(results: dict[str, Any]) -> str:
    """The verdict in one line."""
    run, count = results["run"], Counter(shown_status(gate) for gate in results["gates"])
    tally = f"{count['met']} gates met, {count['missed']} missed, {count['undecided']} undecided"
    tally += f", {count['waived']} waived" if count["waived"] else ""
    only = ", report only" if run["report_only"] else ""
    word = verdict(results["gates"], run["exit"]).word
    who, attacked = " + ".join([run["model"], *run["mitigations"]]), attacks_told(results)
    tally += f"; attacks {attacked}" if attacked else ""
    return f"{who}: {word} ({tally}; {len(results['samples'])} samples, {run['seconds']:.0f} s; exit {run['exit']}{only})"
