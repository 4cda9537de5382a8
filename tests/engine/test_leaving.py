"""What a run leaves, and where it cannot: a folder of results, and the last lines of a terminal."""

from pathlib import Path

import pytest

from tests.engine.conftest import SAID, Project

FULL = """

import resource


def pytest_collection_finish():
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, MOST))
"""


@pytest.mark.parametrize("out", ["taken", "taken/below"])
def test_a_folder_that_cannot_be_is_said_before_anything_is_asked(said: Project, out: str) -> None:
    """One line, exit code 4, no traceback."""
    (said.pytester.path / "taken").write_text("a file")
    result = said.run(f"--out={out}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --out *{out}: *; give a folder that can be written to"])
    assert "Traceback" not in result.stderr.str() + result.stdout.str()
    assert "INTERNALERROR" not in result.stdout.str()


def test_a_folder_in_use_loses_only_what_a_run_left(said: Project) -> None:
    """Pictures and files of the user's own stay; those of the earlier run go."""
    folder = said.pytester.mkdir("mine")
    kept = [folder / name for name in ("notes.txt", "pictures/holiday.png")]
    gone = [folder / name for name in ("results.json", "pictures/0123456789abcdef0123.png")]
    (folder / "pictures").mkdir()
    for file in kept + gone:
        file.write_text("earlier")
    assert said.run("--out=mine").ret == 0
    assert [file.read_text() for file in kept] == ["earlier", "earlier"]
    assert gone[0].read_text() != "earlier"
    assert not gone[1].exists()


def test_the_verdict_stands_last(said: Project) -> None:
    """Below gates, judges and pytest's own summary only the verdict, the report's place and pytest's count."""
    verdict, report, count = said.run("-rA").stdout.lines[-3:]
    assert verdict.startswith("scripted/refuse: READY (2 gates met")
    assert Path(report.removeprefix("report: ")).is_file()
    assert "2 met" in count


def test_a_missed_gate_is_headed_by_its_task(project: Project) -> None:
    """RtA alone is a heading of many tasks."""
    project.write(SAID.replace("<= 0.2", "<= 0.1"))
    project.run().stdout.fnmatch_lines(["_* S.4 gate[[]long] _*", "missed: rate(long, variant a) is 0.200 *"])


def test_a_second_run_in_one_process_knows_nothing_of_the_first(project: Project) -> None:
    """Nothing is booked in a module: other samples, other gates, other figures."""
    project.write(SAID)
    assert project.run("--limit=10").ret == 0
    first = project.results
    project.write(SAID.replace('"said": rate("said") >= 0.5, ', ""))
    assert project.run().ret == 0
    assert [gate["metric"] for gate in first["gates"]] == ["said", "long"]
    assert [(gate["metric"], gate["planned"]) for gate in project.results["gates"]] == [("long", 20)]
    assert (len(first["samples"]), len(project.results["samples"])) == (10, 40)


@pytest.mark.parametrize("fits", ["", "junit.xml"])
def test_a_full_disk_takes_no_verdict_along(said: Project, fits: str) -> None:
    """Where files cannot be written in the end, the gates still stand in the terminal, and the run is not green."""
    assert said.run("-q").ret == 0
    most = (said.pytester.path / "reports/out/latest" / fits).stat().st_size + 100 if fits else 4096  # the terminal is a file, too
    with (said.pytester.path / "conftest.py").open("a") as file:
        file.write(FULL.replace("MOST", str(most)))
    result = said.run("-p", "no:cacheprovider", fresh=True)
    assert result.ret == pytest.ExitCode.INTERNAL_ERROR
    result.stdout.fnmatch_lines(["met * S.4 said *", "scripted/refuse: READY *"])
    result.stderr.fnmatch_lines(["Exit: the reports could not be written: *"])
    assert "Traceback" not in result.stderr.str()
