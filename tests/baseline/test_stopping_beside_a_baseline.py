"""`--stop decided --baseline`: a task ends when its gates and those beside the baseline are decided, by paired bets."""

from typing import Any

import pytest

from tests.baseline.conftest import TASK, Project, baseline, recorded
from tests.engine.conftest import comparable

COUNT = 400
STOP = ("--stop=decided", "--seed=0")


@pytest.fixture
def long_quiz(project: Project) -> Project:
    """Four hundred questions, and a margin of 0.2."""
    project.write(TASK.replace("range(60)", f"range({COUNT})"))
    (project.pytester.path / "gates.toml").write_text("margin = 0.2\n")
    return project


def right(wrong: int, of: int = 10) -> Any:
    """Wrong on so many of ten questions."""
    return lambda n: "wrong" if n % of < wrong else "right"


def needed(project: Project) -> int:
    """How many samples decided everything."""
    ended = [sample["outcome"] for sample in project.results["samples"]]
    return ended.index("not needed") if "not needed" in ended else len(ended)


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_it_ends_when_the_gates_beside_the_baseline_are_decided_too(long_quiz: Project, workers: str) -> None:
    """As good as before: all four are met early; figures are of what was asked, and do not depend on workers."""
    file = baseline(long_quiz, right(2))
    long_quiz.run(*STOP, model=recorded(long_quiz, "after", right(2)))
    alone = needed(long_quiz)
    result = long_quiz.run(*STOP, f"--baseline={file}", workers, model=recorded(long_quiz, "after", right(2)))
    assert result.ret == 0
    assert alone <= needed(long_quiz) < COUNT / 2
    assert set(long_quiz.statuses().values()) == {"met"}
    gate = next(gate for gate in long_quiz.results["gates"] if gate["metric"] == "accuracy vs baseline")
    assert (gate["planned"], gate["scored"], gate["value"]) == (COUNT, needed(long_quiz), 0.0)
    assert -0.2 < gate["low"] < 0 < gate["high"]
    assert long_quiz.results["baselines"][0]["compared"] == needed(long_quiz)
    found = comparable(long_quiz.results)
    long_quiz.run(*STOP, f"--baseline={file}", "--batch-size=7", model=recorded(long_quiz, "after", right(2)))
    assert comparable(long_quiz.results) == found


def test_a_worse_candidate_is_found_out_early(long_quiz: Project) -> None:
    """From 10 % wrong to half: worse by more than the margin, though the bound of 0.5 may be met."""
    file = baseline(long_quiz, right(1))
    assert long_quiz.run(*STOP, f"--baseline={file}", model=recorded(long_quiz, "after", right(6))).ret == 1
    assert long_quiz.statuses()["accuracy vs baseline"] == "missed"
    assert needed(long_quiz) < COUNT


def test_a_candidate_that_crashes_does_not_end_early_as_good(long_quiz: Project) -> None:
    """A third of its answers are lost: at their worst they are 0.2 under the baseline, and nothing is met."""
    file = baseline(long_quiz, right(0))
    long_quiz.run(*STOP, f"--baseline={file}", model=recorded(long_quiz, "after", lambda n: None if n % 3 == 0 else "right"))
    assert long_quiz.statuses()["accuracy vs baseline"] != "met"


def test_a_margin_that_the_plan_cannot_prove_is_asked_in_full(long_quiz: Project) -> None:
    """Not even equal answers prove a margin of 0.005 with 400 bets; the terminal says so, and the paired test of all samples decides."""
    file = baseline(long_quiz, right(0))
    (long_quiz.pytester.path / "gates.toml").write_text("margin = 0.005\n")
    result = long_quiz.run(*STOP, f"--baseline={file}", model=recorded(long_quiz, "after", right(0)))
    assert needed(long_quiz) == COUNT
    result.stdout.fnmatch_lines(["T.1 is asked in full: accuracy vs baseline >= -0.005 takes all of its samples to be met"])


def test_a_baseline_that_cannot_be_compared_is_not_waited_for(long_quiz: Project) -> None:
    """Its gates stay undecided and say why; the task's own are decided early all the same."""
    result = long_quiz.run(*STOP, "--baseline=nowhere.json", model=recorded(long_quiz, "after", right(0)))
    assert result.ret == 6
    assert long_quiz.statuses() == {
        "accuracy": "met",
        "errors": "met",
        "accuracy vs baseline": "undecided",
        "errors vs baseline": "undecided",
    }
    assert needed(long_quiz) < COUNT / 2
