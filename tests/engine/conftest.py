"""Small real projects, run for real by pytester."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HEADER = '''
"""A task of a test's own."""
from adapters.types import user_prompt
from fixtures.statistics import drop, rate, shift
from fixtures.task import task
from fixtures.types import CannotMeasureError, DataError, Sample, Verdict


def samples(source):
    return [Sample(user_prompt(f"question {n}"), variant="ab"[n % 2], pair=str(n // 2), facts={"n": n}) for n in range(40)]

'''


class Project:
    """A folder with one task in it, and what its last run left."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        pytester.makepyprojecttoml('[tool.pytest]\naddopts = ["--import-mode=importlib"]\n')
        pytester.makeconftest('pytest_plugins = ["fixtures.plugin", "reports.plugin", "reports.progress"]\n')

    def write(self, body: str, name: str = "test_a") -> None:
        """Put the task in place."""
        self.pytester.makepyfile(**{name: HEADER + body})

    def run(self, *options: str, model: str | None = "scripted/refuse", fresh: bool = False) -> pytest.RunResult:
        """Run it; `fresh`: in an interpreter of its own, as a user would."""
        arguments = ["-p", "no:randomly", *([f"--model={model}"] if model else []), *options]
        return (
            self.pytester.runpytest_subprocess(*arguments)
            if fresh
            else self.pytester.runpytest_inprocess(*arguments, no_reraise_ctrlc=True)
        )

    @property
    def results(self) -> dict[str, Any]:
        """results.json of the last run."""
        return json.loads((self.pytester.path / "reports" / "out" / "latest" / "results.json").read_text("utf-8"))

    def statuses(self) -> dict[str, str]:
        """{metric: status} of the last run."""
        return {gate["metric"]: gate["status"] for gate in self.results["gates"]}

    def row(self, n: int) -> dict[str, Any]:
        """The sample that asked question n."""
        return next(sample for sample in self.results["samples"] if sample["prompt"] == f"question {n}")


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An empty project with the engine's plugins."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return Project(pytester)


SAID = """
@task("S.4", samples=samples, gates={"said": rate("said") >= 0.5, "long": rate("long", variant="a") <= 0.2})
def test_a(sample, ask, measure):
    answer = ask(sample)
    measure(said=bool(answer.text), long=sample.facts["n"] % 10 == 0)
"""


@pytest.fixture
def said(project: Project) -> Project:
    """A project whose gates are both met by a model that says something, with four samples missing `long`."""
    project.write(SAID)
    return project


def comparable(results: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Gates and samples, in an order of their own."""
    return results["gates"], sorted(results["samples"], key=lambda sample: (sample["model"], sample["id"]))
