"""One answer, one verdict: however many gates, variants and reports read it."""

from collections import Counter

import pytest

from tests.engine.conftest import Project

COUNTED = """

import pytest

from fixtures.types import Verdict


@pytest.fixture(scope="session")
def counted():
    def judge(answer):
        with open("judged.txt", "a") as file:
            file.write(answer.sample.id + "\\n")
        return Verdict(answer.sample.facts["n"] % 2 == 0, "even")

    return judge
"""
TASK = """
@task("S.4", samples=samples, gates={
    "all": rate("good") >= 0.5, "some": rate("good", variant="a") >= 0.5,
    "shift": shift("good", "a", "b") <= 1, "both": rate("good", unless="bad") >= 0,
})
def test_a(sample, ask, counted, measure):
    verdict = counted(ask(sample))
    measure(good=verdict, bad=verdict.value is None)
"""


@pytest.mark.parametrize("options", [[], ["--decide=confident", "--batch-size=7"]])
def test_each_answer_is_judged_once(project: Project, options: list[str]) -> None:
    """Four gates over the same measure, two of them over a part of the samples."""
    with (project.pytester.path / "conftest.py").open("a") as file:
        file.write(COUNTED)
    project.write(TASK)
    project.run(*options)
    judged = Counter((project.pytester.path / "judged.txt").read_text().split())
    assert judged == Counter({sample["id"]: 1 for sample in project.results["samples"]})
    assert len(project.results["gates"]) == 4
