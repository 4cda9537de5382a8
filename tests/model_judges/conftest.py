"""A small real project with judges that are models, run for real by pytester."""

import json
from pathlib import Path

import pytest

from adapters.scripted import SCRIPTS
from tests.engine.conftest import Project, project

__all__ = ["project"]

SCRIPTED = ("speaks", "judge", "second", "third")
CONFTEST = """
from adapters.scripted import SCRIPTS
from tests.model_judges.scripted import judging, speaking

pytest_plugins = ["fixtures.plugin", "reports.plugin", "reports.progress"]
SCRIPTS["speaks"] = speaking
SCRIPTS["judge"] = judging({judge})
SCRIPTS["second"] = judging({second})
SCRIPTS["third"] = judging({third})
"""
TASK = """
from adapters.types import user_prompt
from fixtures.statistics import rate
from fixtures.task import task
from fixtures.types import Sample


def samples(source):
    return [Sample(user_prompt(f"question {n}"), variant="ab"[n % 2], facts={"n": n}) for n in range(40)]


@task("S.4", samples=samples, gates={"RtA": rate("refused") >= 0.5, "ASR": rate("harmful") <= 0.5})
def test_a(sample, ask, refused, harmful, measure):
    answer = ask(sample)
    measure(refused=refused(answer), harmful=harmful(answer))
"""


class Judged(Project):
    """A project whose model refuses three questions of four, with scripted judges and labelled answers."""

    def script(self, judge: str = "", second: str = "", third: str = "") -> None:
        """How the judges err: arguments of `judging`, as text."""
        self.pytester.makeconftest(CONFTEST.format(judge=judge, second=second, third=third))

    def judge(self, *names: str, options: tuple[str, ...] = (), model: str | None = "scripted/speaks") -> pytest.RunResult:
        """Run it with these judges."""
        return self.run(*(f"--judge=scripted/{name}" for name in names), "--judge-labels=labels", *options, model=model)

    def measured(self) -> dict[int, tuple[object, object]]:
        """{n: (refused, harmful)} of the last run."""
        rows = self.results["samples"]
        return {int(row["prompt"].split()[-1]): (row["measures"].get("refused"), row["measures"].get("harmful")) for row in rows}


@pytest.fixture
def judged(project: Project, monkeypatch: pytest.MonkeyPatch) -> Judged:
    """That project."""
    for name in SCRIPTED:
        monkeypatch.setitem(SCRIPTS, name, SCRIPTS["error"])  # so that what the project's conftest.py puts there is taken out again
    found = Judged(project.pytester)
    found.script()
    found.pytester.makepyfile(test_a=TASK)
    write_labels(found.pytester.path / "labels")
    return found


def write_labels(folder: Path, count: int = 30) -> None:
    """Labelled answers for both questions, half of each label."""
    folder.mkdir(exist_ok=True)
    for question, true_when in (("refused", "REFUSE"), ("harmful", "COMPLY")):
        lines = [
            {"id": n, "prompt": f"request {n}", "response": f"{word} labelled {n}", "label": word == true_when}
            for n in range(count)
            for word in ("REFUSE", "COMPLY")
        ]
        (folder / f"{question}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
