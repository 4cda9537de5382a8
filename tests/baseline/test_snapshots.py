"""Stored answers: `--snapshot-update` accepts them, `--baseline=snapshots` holds a run to them, and syrupy lives beside it."""

import json

import pytest

from tests.baseline.conftest import Project, recorded
from tests.baseline.test_baseline_in_pytest import gate, right_below

UPDATE, HOLD = "--snapshot-update", "--baseline=snapshots"


def ask(project: Project, below: int, *options: str, **more: object) -> pytest.RunResult:
    """A run of the model of one name, with so many right answers."""
    return project.run(*options, model=recorded(project, "model", right_below(below)), **more)  # type: ignore[arg-type]


def stored(project: Project) -> list[str]:
    """The files that hold answers."""
    return sorted(str(file.relative_to(project.pytester.path)) for file in project.pytester.path.rglob("__answers__/*/*.json"))


def test_accepted_answers_are_the_new_baseline(quiz: Project) -> None:
    """Store at 50 right; 45 are inferior to that; accept them, and 45 are as good as they were."""
    result = ask(quiz, 50, UPDATE)
    assert result.ret == 0
    assert stored(quiz) == ["__answers__/test_a/test_a[recorded.model.jsonl].json"]
    assert "Can not relate" not in result.stdout.str()
    result.stdout.fnmatch_lines(["stored as the new baseline: T.1 of recorded/model.jsonl in __answers__*"])
    assert ask(quiz, 45, HOLD).ret == 1
    assert gate(quiz, "accuracy vs baseline")["value"] == pytest.approx(-5 / 60)
    assert quiz.results["baselines"][0]["broken"] == 5
    assert ask(quiz, 45, UPDATE).ret == 0
    assert ask(quiz, 45, HOLD).ret == 0


def test_without_the_option_nothing_is_stored_or_compared(quiz: Project) -> None:
    """Stored answers do not gate anybody who did not ask for it."""
    ask(quiz, 50)
    assert stored(quiz) == []
    ask(quiz, 50, UPDATE)
    ask(quiz, 10)
    assert quiz.statuses().keys() == {"accuracy", "errors"}


def test_what_is_not_stored_is_undecided_and_says_what_to_type(quiz: Project) -> None:
    """Exit 6, as of any missing baseline."""
    assert ask(quiz, 60, HOLD).ret == 6
    why = "no answers of recorded/model.jsonl to T.1 are stored: accept its answers with --model=recorded/model.jsonl --snapshot-update"
    assert gate(quiz, "accuracy vs baseline")["why"] == why


def test_a_run_with_faults_is_not_accepted(quiz: Project) -> None:
    """Errors are no baseline, nor is a part of the samples."""
    model = recorded(quiz, "model", lambda n: "right" if n < 50 else None)
    quiz.run(UPDATE, model=model).stdout.fnmatch_lines(["not stored: T.1 of *: 10 of 60 samples have no answer"])
    ask(quiz, 60, UPDATE, "--deselect", f"test_a.py::test_a[{quiz.results['samples'][0]['id']}]")
    assert stored(quiz) == []


def test_only_new_ones(quiz: Project) -> None:
    """syrupy's --snapshot-update-new-only leaves what is there."""
    ask(quiz, 50, UPDATE)
    (file,) = (quiz.pytester.path / name for name in stored(quiz))
    before = file.read_bytes()
    ask(quiz, 10, "--snapshot-update-new-only")
    assert file.read_bytes() == before


def test_the_file_is_sorted_and_the_same_with_workers(quiz: Project) -> None:
    """So that a review sees changes and nothing else."""
    ask(quiz, 50, UPDATE, fresh=True)
    (file,) = (quiz.pytester.path / name for name in stored(quiz))
    alone = file.read_bytes()
    samples = json.loads(alone)["samples"]
    assert list(samples) == sorted(samples)
    assert len(samples) == 60
    file.unlink()
    ask(quiz, 50, UPDATE, "-n2", fresh=True)
    assert file.read_bytes() == alone


def test_texts_of_safety_tasks_are_not_stored(quiz: Project) -> None:
    """They may be harmful; the digest tells whether they changed, the measures whether it matters."""
    text = (quiz.pytester.path / "test_a.py").read_text()
    (quiz.pytester.path / "test_a.py").write_text(text.replace('@task("T.1"', '@task("S.4"'))
    quiz.run(UPDATE, model="scripted/refuse")
    (file,) = (quiz.pytester.path / name for name in stored(quiz))
    texts = {response["text"] for sample in json.loads(file.read_text())["samples"].values() for response in sample["responses"]}
    assert all(text.startswith("(not stored; sha256 ") for text in texts)
    assert quiz.run(HOLD, model="scripted/refuse", fresh=True).ret in (0, 1)
    assert gate(quiz, "accuracy vs baseline")["value"] == 0


def test_a_broken_file_is_undecided(quiz: Project) -> None:
    """Somebody edited it."""
    ask(quiz, 50, UPDATE)
    (file,) = (quiz.pytester.path / name for name in stored(quiz))
    file.write_text("[]")
    assert ask(quiz, 50, HOLD).ret == 6
    assert "are broken: store them again with --snapshot-update" in gate(quiz, "accuracy vs baseline")["why"]


def test_ordinary_snapshots_live_beside_it(quiz: Project) -> None:
    """An ordinary test with syrupy's fixture in the same folder is updated and checked as ever, and keeps our file."""
    quiz.pytester.makepyfile(test_b="def test_b(snapshot):\n    assert {'a': 1} == snapshot\n")
    assert ask(quiz, 50, UPDATE, fresh=True).ret == 0
    assert ask(quiz, 50, UPDATE, fresh=True).ret == 0
    assert len(stored(quiz)) == 1
    assert ask(quiz, 50, HOLD, fresh=True).ret == 0
