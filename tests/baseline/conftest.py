"""Projects asked with recorded answers, compared with earlier runs."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.conftest import Project, project

__all__ = ["Project", "project"]

TASK = """
def asked(source):
    return [Sample(user_prompt(f"question {n}"), facts={"n": n}) for n in range(60)]


@task("T.1", samples=asked, gates={"accuracy": rate("correct") >= 0.5, "errors": rate("wrong") <= 0.5})
def test_a(sample, ask, measure):
    answer = ask(sample)
    right = answer.text == "right" if answer.outcome == "answered" else None
    measure(correct=right, wrong=None if right is None else not right)
"""


@pytest.fixture
def quiz(project: Project) -> Project:
    """Sixty questions; a model that says `right` is right."""
    project.write(TASK)
    return project


def ids(project: Project) -> list[str]:
    """The ids of the sixty, by number."""
    if not (project.pytester.path / "ids.json").exists():
        project.run(model="scripted/echo")
        rows = sorted(project.results["samples"], key=lambda row: int(row["prompt"].split()[1]))
        (project.pytester.path / "ids.json").write_text(json.dumps([row["id"] for row in rows]))
    return list(json.loads((project.pytester.path / "ids.json").read_text()))


def recorded(project: Project, name: str, says: Callable[[int], str | None]) -> str:
    """A model that gives these answers; None: it crashes on that question."""
    lines = [json.dumps({"sample": id, "response": said}) for n, id in enumerate(ids(project)) if (said := says(n)) is not None]
    (project.pytester.path / f"{name}.jsonl").write_text("\n".join(lines))
    return f"recorded/{name}.jsonl"


def baseline(project: Project, says: Callable[[int], str | None], *options: str, name: str = "before") -> Path:
    """The results.json of an earlier run, out of the way."""
    project.run(*options, model=recorded(project, name, says))
    file = project.pytester.path / f"{name}.json"
    shutil.copy(project.pytester.path / "reports/out/latest/results.json", file)
    return file
