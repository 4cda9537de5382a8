"""What a pytest user expects to work, works."""

import pytest

from tests.engine.conftest import SAID, Project, comparable


def test_ids_come_from_the_content(said: Project) -> None:
    """Two processes with other hash seeds name the samples alike, and no two samples share a name."""
    listings = [said.run("--collect-only", "-q", fresh=True).stdout.lines for _ in range(2)]
    names = [[line for line in lines if "::" in line] for lines in listings]
    assert names[0] == names[1]
    assert len(set(names[0])) == 40


def test_collect_only_runs_and_writes_nothing(said: Project) -> None:
    """No gate is decided, no report left."""
    assert said.run("--collect-only").ret == 0
    assert not (said.pytester.path / "reports").exists()


@pytest.mark.parametrize(
    "options", [["-n2"], ["--batch-size=1"], ["--batch-size=7"], ["-n2", "--batch-size=3"], ["-n2", "--dist=loadfile"]]
)
def test_workers_and_batches_change_nothing(said: Project, options: list[str]) -> None:
    """Same gates, same samples, same exit code."""
    assert said.run().ret == 0
    alone = comparable(said.results)
    assert said.run(*options).ret == 0
    assert comparable(said.results) == alone


def test_part_of_the_samples_decides_nothing(said: Project) -> None:
    """-k selects samples by variant, and no gate is met or missed on them."""
    result = said.run("-k", "a-")
    assert result.ret == 6
    assert set(said.statuses().values()) == {"undecided"}
    assert len(said.results["samples"]) == 20
    result.stdout.fnmatch_lines(["*only 20 of 40 samples were selected to run*"])


def test_a_limit_is_a_smaller_plan(said: Project) -> None:
    """--limit keeps whole pairs and both variants; gates are decided on it and the report says so."""
    assert said.run("--limit=10").ret == 0
    results = said.results
    assert len(results["samples"]) == 10
    assert len({sample["pair"] for sample in results["samples"]}) == 5
    assert any("10 of 40" in note for note in results["run"]["notes"])


@pytest.mark.parametrize("workers", [[], ["-n2"]])
def test_last_failed_runs_the_misses_again(project: Project, workers: list[str]) -> None:
    """--lf after a missed gate runs the samples that missed, with and without xdist before."""
    project.write(SAID.replace("<= 0.2", "<= 0.1"))
    assert project.run(*workers).ret == 1
    result = project.run("--lf")
    assert result.ret == 6
    result.stdout.fnmatch_lines(["*4 miss, 2 undecided*"])


def test_stop_at_first_failure_does_not_stop_at_misses(project: Project) -> None:
    """-x ends the run at a broken test, whose gates are then undecided; misses and gates do not trigger it."""
    project.write(SAID.replace("<= 0.2", "<= 0.1"))
    result = project.run("-x")
    assert result.ret == 1
    assert "stopping after" not in result.stdout.str()
    project.write(SAID + '    assert sample.facts["n"] != 5\n')
    project.run("-x", "--batch-size=4")
    assert set(project.statuses().values()) == {"undecided"}
    assert len([s for s in project.results["samples"] if s["outcome"] == "answered"]) == 5


def test_another_folder_and_another_order(said: Project) -> None:
    """Running from elsewhere, by the full path, in the opposite order, leaves the same results beside the project."""
    assert said.run().ret == 0
    before = comparable(said.results)
    with (said.pytester.path / "conftest.py").open("a") as file:
        file.write("\n\ndef pytest_collection_modifyitems(items):\n    items.reverse()\n")
    elsewhere = said.pytester.mkdir("elsewhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(elsewhere)
        result = said.pytester.runpytest_subprocess(str(said.pytester.path / "test_a.py"), "--model=scripted/refuse", "-n2")
    assert result.ret == 0
    assert comparable(said.results) == before


def test_ordinary_tests_run_beside_trust_tests(said: Project) -> None:
    """A test without @task stays an ordinary test."""
    said.pytester.makepyfile(test_b="def test_plain(tmp_path):\n    assert tmp_path.exists()\n")
    result = said.run()
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*37 passed, 4 miss, 2 met*"])


def test_a_fixture_made_for_one_test_is_refused(project: Project) -> None:
    """Samples run side by side and would share it: one line says what to do."""
    project.write(SAID.replace("ask, measure", "ask, measure, tmp_path"))
    result = project.run()
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*takes the fixture 'tmp_path'*give the fixture scope='session'*"])


def test_a_fixture_that_applies_by_itself_is_set_up_once_a_chunk(said: Project) -> None:
    """An autouse fixture goes before a chunk's samples, which all ran, and is taken down again."""
    with (said.pytester.path / "conftest.py").open("a") as file:
        file.write(
            "\n\nimport pytest\n\n\n@pytest.fixture(autouse=True)\ndef around(request):\n"
            "    print('UP', request.node.name)\n    yield\n    print('DOWN', request.node.name)\n"
        )
    result = said.run("-s", "-q")
    assert result.ret == 0
    assert [result.stdout.str().count(word) for word in ("UP test_a", "DOWN test_a")] == [2, 2]  # 40 samples, 32 a chunk
    assert len(said.results["samples"]) == 40


def test_two_models_are_compared_in_one_run(said: Project) -> None:
    """--model twice: each has its own samples and gates."""
    said.run("--model=scripted/empty")
    results = said.results
    assert results["run"]["models"] == ["scripted/refuse", "scripted/empty"]
    assert {(g["model"], g["metric"]): g["status"] for g in results["gates"]} == {
        ("scripted/refuse", "said"): "met",
        ("scripted/refuse", "long"): "met",
        ("scripted/empty", "said"): "missed",
        ("scripted/empty", "long"): "missed",
    }


@pytest.mark.parametrize("options", [("-p", "no:logging"), ("--log-level=INFO",), ("-o", "log_cli=true")])
def test_log_options_are_the_users(said: Project, options: tuple[str, ...]) -> None:
    """A run of samples only spares itself log capture, whether it is there, is wanted, or is not."""
    assert said.run(*options).ret == 0
