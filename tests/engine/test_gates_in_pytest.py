"""Gates as test cases: terminal, JUnit, exit code."""

from xml.etree import ElementTree

import pytest

from tests.engine.conftest import Project

MISSES = """
@task("S.4", samples=samples, gates={{"met": rate("yes") >= {bound}}})
def test_a(sample, ask, measure):
    ask(sample)
    measure(yes=sample.facts["n"] < 20)
"""


def test_all_gates_met_is_green(said: Project) -> None:
    """Exit 0 when every gate is met, though some samples miss."""
    result = said.run()
    assert result.ret == 0
    assert said.statuses() == {"said": "met", "long": "met"}
    assert sum(sample["missed"] for sample in said.results["samples"]) == 4
    result.stdout.fnmatch_lines(["*36 passed, 4 miss, 2 met*"])
    result.stdout.fnmatch_lines(["*READY (2 gates met, 0 missed, 0 undecided*"])


def test_a_missed_gate_fails_the_run_and_is_one_failure(project: Project) -> None:
    """Twenty samples miss, one gate is missed: one failure, exit 1."""
    project.write(MISSES.format(bound=0.9))
    result = project.run()
    assert result.ret == 1
    result.stdout.fnmatch_lines(["MISSED test_a.py::test_a::gate?met? - missed: rate(yes) is 0.500*", "*1 failed, 20 passed, 20 miss*"])


def test_junit_has_a_case_for_every_sample_and_every_gate(project: Project) -> None:
    """Readers of JUnit see gates as test cases with their figures, samples with what they measured."""
    project.write(MISSES.format(bound=0.9))
    project.run()
    suite = ElementTree.parse(project.pytester.path / "reports/out/latest/junit.xml").getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("41", "1", "0")
    gate = suite.find("testcase[@name='gate[met]']")
    assert gate is not None
    assert gate.find("failure") is not None
    properties = {p.get("name"): p.get("value") for p in gate.iter("property")}
    assert properties["value"] == "0.5"
    assert properties["planned"] == "40"
    sample = next(case for case in suite.iter("testcase") if case is not gate)
    assert {p.get("name") for p in sample.iter("property")} == {"yes"}


@pytest.mark.parametrize(
    ("model", "statuses", "code"),
    [
        ("scripted/error", {"said": "undecided", "long": "undecided"}, 6),
        ("scripted/empty", {"said": "missed", "long": "missed"}, 1),
    ],
)
def test_no_answer_never_meets_a_gate(said: Project, model: str, statuses: dict[str, str], code: int) -> None:
    """Errors decide nothing; an empty answer is held against the model, even by a gate that counts something bad."""
    assert said.run(model=model).ret == code
    assert said.statuses() == statuses


def test_report_only_exits_0_but_says_what_was_missed(project: Project) -> None:
    """The report still shows the missed gate."""
    project.write(MISSES.format(bound=0.9))
    result = project.run("--report-only")
    assert result.ret == 0
    assert project.statuses() == {"met": "missed"}
    result.stdout.fnmatch_lines(["*NOT READY*report only*"])


def test_a_broken_test_is_no_gate_and_fails_even_when_only_reporting(project: Project) -> None:
    """A bug in a test function is a failed test with its traceback; its sample is an error and its gate cannot be met."""
    project.write("""
@task("S.4", samples=samples, gates={"said": rate("said") >= 0.5})
def test_a(sample, ask, measure):
    measure(said=True)
    assert sample.facts["n"] != 7, "lucky number"
""")
    result = project.run("--report-only")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*lucky number*"])
    assert project.row(7)["outcome"] == "error"


def test_a_tighter_bound_from_the_command_line_holds(said: Project) -> None:
    """--gate moves a bound, and the report says so."""
    assert said.run("--gate=S.4.long=0.05").ret == 1
    assert said.results["run"]["notes"][-1] == "bound tightened on the command line: S.4.long=0.05"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--gate=S.4.long=0.5"], "*--gate S.4.long=0.5 is looser than the default <= 0.2*"),
        (["--gate=S.4.nix=0.5"], "*--gate S.4.nix: this run has no such gate; did you mean S.4.said, S.4.long?*"),
        (["--gate=P.1.accuracy=0.5"], "*--gate P.1.accuracy: this run has no such gate; it has S.4.said, S.4.long*"),
        (["--gate=S.4.said=1.5"], "*--gate S.4.said=1.5: rate(said) lies between 0 and 1; give a bound there*"),
        (["--gate=S.4.long=nan"], "*--gate S.4.long=nan: rate(long, variant a) lies between 0 and 1; give a bound there*"),
        (["--gate=long"], "*--gate long: expected TASK.METRIC=BOUND, such as S.4.RtA=0.95*"),
        (["--data=nowhere"], "*--data *nowhere: there is no such folder*"),
        (["--batch-size=0"], "*argument --batch-size: takes a whole number from 1 on, not '0'*"),
    ],
)
def test_a_users_mistake_gets_one_line(said: Project, options: list[str], line: str) -> None:
    """Exit 4, one line that says what to type, no traceback."""
    result = said.run(*options)
    assert result.ret == 4
    result.stderr.fnmatch_lines([line])
    assert "Traceback" not in result.stdout.str() + result.stderr.str()


def test_an_unknown_model_stops_the_run_with_the_choices(said: Project) -> None:
    """One line lists the names."""
    result = said.run(model="nix")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: unknown model 'nix'; choose one of pocket, *scripted/refuse*"])


def test_options_come_from_the_environment_too(said: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRUST_MODEL and its like; the command line wins."""
    monkeypatch.setenv("TRUST_MODEL", "scripted/error")
    assert said.run(model=None).ret == 6
    assert said.run().ret == 0
    monkeypatch.setenv("TRUST_LIMIT", "many")
    result = said.run()
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: TRUST_LIMIT: takes a whole number from 1 on, not 'many'"])


def test_without_a_model_samples_are_skipped_with_one_line(said: Project) -> None:
    """The line says what to type, and a run that gated nothing is not green."""
    result = said.run(model=None)
    assert result.ret == 5
    result.stdout.fnmatch_lines(["*no model is named; type: pytest trust_tests --model=pocket*", "*40 skipped*"])
