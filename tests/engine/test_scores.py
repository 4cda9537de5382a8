"""Scores of a run: whole, or missing with the reason."""

import json
from pathlib import Path

import pytest

from tests.engine.conftest import Project

SCORED = """
@task("S.4", samples=samples, gates={"said": rate("said") >= 0.5}, score=lambda value: 100 * value(rate("said")))
def test_a(sample, ask, measure):
    measure(said=ask(sample).text == "yes")
"""


@pytest.fixture
def scored(project: Project) -> Project:
    """A project whose one task has a score."""
    project.write(SCORED)
    return project


def recorded(project: Project, **different: dict[str, object]) -> str:
    """Answers for every sample: yes to three of four, unless said otherwise."""
    project.run("--report-only", model="scripted/refuse")
    ids = [row["id"] for row in sorted(project.results["samples"], key=lambda row: row["id"])]
    lines = [{"sample": id, "response": "yes" if n % 4 else "no"} | different.get(f"n{n}", {}) for n, id in enumerate(ids)]
    file = Path(project.pytester.path / "answers.jsonl")
    file.write_text("\n".join(json.dumps(line) for line in lines if line["response"] is not None), "utf-8")
    return "recorded/answers.jsonl"


def test_a_whole_task_has_its_score_and_the_others_are_missing(scored: Project) -> None:
    """One task is no sub-aspect and no overall score."""
    scored.run("--report-only", model=recorded(scored))
    scores = scored.results["scores"]
    assert scores["tasks"] == {"S.4": 75.0}
    assert (scores["subaspects"], scores["overall"], scores["place"]) == ({}, None, None)
    assert scores["missing"]["S.J"] == {"S.5": "not run", "S.6": "not run"}
    assert sum(map(len, scores["missing"].values())) == 31


def test_an_error_leaves_no_score(scored: Project) -> None:
    """A sample lost to an error must not make the rest look whole, least of all better."""
    scored.run("--report-only", model=recorded(scored, n0={"response": None}))
    assert scored.results["scores"]["tasks"] == {}
    assert scored.results["scores"]["missing"]["S.J"]["S.4"] == "1 of 40 samples ended in an error"


def test_a_selection_leaves_no_score(scored: Project) -> None:
    """As long as samples were left out."""
    scored.run("--report-only", "-k", "a-")
    assert "samples were selected" in scored.results["scores"]["missing"]["S.J"]["S.4"]


def test_a_statistic_without_a_value_is_named(project: Project) -> None:
    """`rate(told) has no value` where the judge never could tell."""
    project.write(SCORED.replace("measure(said=ask(sample).text", "ask(sample); measure(said=None").replace(' == "yes")', ")"))
    project.run("--report-only")
    assert project.results["scores"]["missing"]["S.J"]["S.4"] == "rate(said) has no value"
