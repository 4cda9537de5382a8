"""An item that is only reported looks, to everybody, like one that pytest took through its steps."""

import json
from typing import Any

import pytest

from tests.engine.conftest import SAID, Project

REPORTS = """
import json, os


def pytest_runtest_logreport(report):
    if os.environ.get("PYTEST_XDIST_WORKER") is None:
        told = [report.nodeid, report.when, report.outcome, report.location, report.sections, report.user_properties]
        with open("reports.jsonl", "a") as file:
            file.write(json.dumps(told) + "\\n")
"""
LISTENS = """

def pytest_runtest_{step}(item):
    with open("{step}.txt", "a") as file:
        file.write(item.nodeid + "\\n")
"""
TWO = SAID + SAID.replace("S.4", "S.3").replace("test_a", "test_b").partition("\n")[2]


def add(project: Project, conftest: str) -> None:
    """More of what the project's conftest.py does."""
    with (project.pytester.path / "conftest.py").open("a") as file:
        file.write(conftest)


def reports(project: Project, *options: str) -> list[Any]:
    """What a run told, in an order of its own."""
    told = project.pytester.path / "reports.jsonl"
    told.unlink(missing_ok=True)
    project.run(*options)
    return sorted(map(json.loads, told.read_text().splitlines()), key=lambda report: (report[0], report[1]))


BREAKS = '    assert sample.facts["n"] not in (0, 5, 31)\n'


@pytest.mark.parametrize(("broken", "options"), [("", ()), ("", ("-n2",)), (BREAKS, ()), (BREAKS, ("--batch-size=7",))])
def test_reports_are_those_that_pytest_makes(project: Project, broken: str, options: tuple[str, ...]) -> None:
    """Where somebody listens, pytest itself makes them; else only the time differs."""
    project.write(TWO + broken)
    add(project, REPORTS)
    quick = reports(project, *options)
    add(project, LISTENS.format(step="setup"))
    assert quick == reports(project, *options)
    assert len([report for report in quick if report[1] == "call" and "::" in report[0]]) >= 80


@pytest.mark.parametrize("step", ["setup", "call", "teardown"])
def test_whoever_listens_hears_of_every_item(said: Project, step: str) -> None:
    """A hook of a user's own conftest.py."""
    add(said, LISTENS.format(step=step))
    said.run()
    heard = [line for line in (said.pytester.path / f"{step}.txt").read_text().splitlines() if "test_a[" in line]
    assert len(set(heard)) == len(heard) == 40


def test_a_mark_means_what_it_means(project: Project) -> None:
    """Samples that are expected to fail and pass say so, every one."""
    project.write(SAID.replace("@task", "@pytest.mark.xfail\n@task").replace("\n", "\nimport pytest\n", 1))
    project.run().assert_outcomes(xpassed=36)  # the other four are misses


def test_setup_show_shows_every_item(said: Project) -> None:
    """As it does of ordinary tests."""
    assert said.run("--setup-show").stdout.str().count("::test_a[") == 40
