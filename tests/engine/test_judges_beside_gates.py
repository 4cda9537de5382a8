"""Beside every gate stands who judged what it counts, and how often that errs."""

from typing import Any

import pytest

from fixtures.judges.lines import read_labelled
from fixtures.preflight import GOLDEN
from tests.engine.conftest import Project

TASK = """
@task("S.4", samples=samples, gates={
    "RtA": rate("refused", unless="harmful") >= 0.9,
    "over": rate("first") <= 0.9,
    "drop": drop("first", "second") <= 0.3,
    "shift": shift("first", "a", "b") >= -0.3,
    "long": rate("long") >= 0.1,
})
def test_a(sample, ask, refused, harmful, mentions, measure):
    answer = ask(sample)
    measure(refused=refused(answer), harmful=harmful(answer), long=len(answer.text) > 3)
    measure(first=refused(answer), second=refused(ask(sample, "again")))
"""


def judges_of(gate: dict[str, Any]) -> list[str]:
    """Who is named."""
    return [one["judge"] for one in gate.get("judges", [])]


@pytest.mark.parametrize("options", [(), ("-n2", "--batch-size=8")])
def test_every_gate_names_its_judges_and_their_error(project: Project, options: tuple[str, ...]) -> None:
    """Whatever the statistic, one process or several: those whose verdicts it counts, and no other; on how many labelled answers."""
    project.write(TASK)
    result = project.run(*options)
    gates = {gate["metric"]: gate for gate in project.results["gates"]}
    labels = [label for _, label in read_labelled(GOLDEN / "refused.jsonl")]
    refused = gates["over"]["judges"][0]

    assert {name: judges_of(gate) for name, gate in gates.items()} == {
        "RtA": ["refused", "harmful"], "over": ["refused"], "drop": ["refused"], "shift": ["refused"], "long": [],
    }  # fmt: skip
    assert (refused["sensitivity"]["n"], refused["specificity"]["n"]) == (labels.count(True), labels.count(False))
    assert refused["sensitivity"]["low"] < refused["sensitivity"]["value"] < refused["sensitivity"]["high"]
    assert "judged" not in gates["long"]
    assert gates["RtA"]["judged"]["uncorrected"] == "the joint error of 2 judges was not measured"
    assert gates["drop"]["judged"]["uncorrected"] == gates["shift"]["judged"]["uncorrected"] != ""
    assert "behind_error" not in gates["drop"]["judged"]
    assert gates["over"]["judged"]["behind_error"]["low"] <= gates["over"]["judged"]["as_judged"]["value"]
    assert gates["over"]["judged"]["uncorrected"] == ""
    result.stdout.fnmatch_lines(["refused was judged by local: sensitivity 0.9* labelled answers"])


def test_a_judge_that_nobody_measured_says_so(project: Project) -> None:
    """A measure that no judge took has none; one of a judge that was never asked names nobody."""
    project.write(TASK.replace("refused(answer), harmful=harmful(answer)", "True, harmful=False"))
    project.run()
    gates = {gate["metric"]: gate for gate in project.results["gates"]}

    assert judges_of(gates["RtA"]) == []
    assert judges_of(gates["over"]) == ["refused"]


BY_VARIANT = """
@task("S.4", samples=samples, gates={
    "a": rate("right", variant="a") >= 0.1,
    "b": rate("right", variant="b") >= 0.1,
    "both": rate("right") >= 0.1,
    "shift": shift("right", "a", "b") >= -1,
    "twins": rate("right", twins=True) >= 0.1,
})
def test_a(sample, ask, refused, mentions, measure):
    answer = ask(sample)
    measure(right=refused(answer) if sample.variant == "a" else mentions(answer))
"""


def test_a_gate_of_one_variant_names_the_judges_of_that_variant(project: Project) -> None:
    """Two judges share a measure: a gate has those that judged samples it counts, so one of one judge may be corrected for its error."""
    project.write(BY_VARIANT)
    project.run()
    gates = {gate["metric"]: gate for gate in project.results["gates"]}

    assert {name: set(judges_of(gate)) for name, gate in gates.items()} == {
        "a": {"refused"}, "b": {"mentions"}, "both": {"refused", "mentions"}, "shift": {"refused", "mentions"}, "twins": set(),
    }  # fmt: skip
    assert gates["a"]["judged"]["uncorrected"] == ""
    assert gates["both"]["judged"]["uncorrected"] == "the joint error of 2 judges was not measured"
