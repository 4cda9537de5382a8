"""junit.xml as the readers of Jenkins, GitLab and GitHub take it: unique names, sums that come out, no word of any answer."""

from collections import Counter
from datetime import datetime
from xml.etree import ElementTree

import pytest

from tests.engine.conftest import Project

HOSTILE = """
@task("S.4", samples=samples, gates={"good": rate("good") >= 0.9, "long": rate("long") <= 0.9, "idle": rate("idle") >= 0.1})
def test_a(sample, ask, measure):
    \"\"\"S.4 <hostile> & "quoted" \\x00\\x1b[31m ]]> \\ud800 names.\"\"\"
    ask(sample)
    n = sample.facts["n"]
    if n == 3:
        raise CannotMeasureError("<&]]> \\x00 \\x1b[0m \\ud800 \\u2028 cannot")
    if n == 4:
        assert n == "\\x08<&]]>"
    measure(good=Verdict(n % 2 == 0, "\\x00<why>"), long=n < 39, idle=None)
"""


@pytest.mark.parametrize("options", [[], ["--model=scripted/comply"], ["--junitxml=mine.xml", "--report-only"]])
def test_any_reader_can_take_it(project: Project, options: list[str]) -> None:
    """One suite; every case once, by class and name; one outcome a case at most; tests, failures, errors and skipped as counted."""
    project.write(HOSTILE)
    project.run(*options)
    text = (project.pytester.path / ("mine.xml" if "--report-only" in options else "reports/out/latest/junit.xml")).read_text("utf-8")
    root = ElementTree.fromstring(text)
    assert root.tag == "testsuites"
    (suite,) = root
    cases = list(suite.iter("testcase"))
    assert max(Counter((case.get("classname"), case.get("name")) for case in cases).values()) == 1
    outcomes = Counter(part.tag for case in cases for part in case if part.tag in ("failure", "error", "skipped"))
    told = {"failure": suite.get("failures"), "error": suite.get("errors"), "skipped": suite.get("skipped")}
    assert {name: str(outcomes[name]) for name in told} == told
    assert suite.get("tests") == str(len(cases)) == str(43 * (2 if "--model=scripted/comply" in options else 1))
    for case in cases:
        assert sum(part.tag in ("failure", "error", "skipped") for part in case) <= 1
        assert float(case.get("time", "nan")) >= 0
        assert all(part.get("message") for part in case if part.tag in ("failure", "error"))
    assert datetime.fromisoformat(suite.get("timestamp", ""))
    assert "can't help" not in text
