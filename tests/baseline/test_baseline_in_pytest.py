"""A run beside its baseline: gates of non-inferiority, changed samples, and everything that must not be compared."""

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from reports.results import load_results
from tests.baseline.conftest import TASK, Project, baseline, recorded


def right_below(bound: int) -> Any:
    """Right on the first questions, wrong on the rest."""
    return lambda n: "right" if n < bound else "wrong"


def against(project: Project, says: Any, file: Path, *options: str) -> pytest.RunResult:
    """Run a candidate beside a baseline."""
    return project.run(f"--baseline={file}", *options, model=recorded(project, "after", says))


def gate(project: Project, metric: str) -> dict[str, Any]:
    """One gate of the last run."""
    return next(gate for gate in project.results["gates"] if gate["metric"] == metric)


def test_as_good_is_not_inferior(quiz: Project) -> None:
    """Two gates more, both met; value, interval and bound are those of the difference."""
    file = baseline(quiz, right_below(50))
    result = against(quiz, right_below(50), file)
    assert result.ret == 0
    assert quiz.statuses() == {"accuracy": "met", "errors": "met", "accuracy vs baseline": "met", "errors vs baseline": "met"}
    accuracy = gate(quiz, "accuracy vs baseline")
    assert (accuracy["value"], accuracy["op"], accuracy["bound"], accuracy["planned"]) == (0.0, ">=", -0.05, 60)
    assert (gate(quiz, "errors vs baseline")["op"], gate(quiz, "errors vs baseline")["bound"]) == ("<=", 0.05)
    result.stdout.fnmatch_lines(["*READY (4 gates met*", "*10 miss, 4 met*"])
    load_results(quiz.pytester.path / "reports/out/latest")


def test_worse_than_the_margin_is_missed_though_the_bounds_are_met(quiz: Project) -> None:
    """From 50 to 45 of 60: accuracy 0.75 meets its bound and is 0.083 under the baseline."""
    file = baseline(quiz, right_below(50))
    assert against(quiz, right_below(45), file).ret == 1
    assert quiz.statuses() == {"accuracy": "met", "errors": "met", "accuracy vs baseline": "missed", "errors vs baseline": "missed"}
    assert gate(quiz, "accuracy vs baseline")["value"] == pytest.approx(-5 / 60)
    case = ElementTree.parse(quiz.pytester.path / "reports/out/latest/junit.xml").find(".//testcase[@name='gate[accuracy vs baseline]']")
    assert case is not None
    assert case.find("failure") is not None


def test_the_margin_is_the_policys(quiz: Project) -> None:
    """5 of 60 fewer are allowed by a margin of 0.1."""
    file = baseline(quiz, right_below(50))
    (quiz.pytester.path / "gates.toml").write_text('margin = 0.1\n[gates."T.1.errors"]\nmargin = 0.01\n')
    assert against(quiz, right_below(45), file).ret == 1
    assert (gate(quiz, "accuracy vs baseline")["status"], gate(quiz, "errors vs baseline")["status"]) == ("met", "missed")


def test_confident_non_inferiority_is_paired_and_takes_samples(quiz: Project) -> None:
    """Two models with the same answers to 60 questions are surely within 0.05; two with 20 answers exchanged are not."""
    file = baseline(quiz, right_below(40))
    against(quiz, right_below(40), file, "--decide=confident")
    assert gate(quiz, "accuracy vs baseline")["status"] == "met"
    against(quiz, lambda n: "wrong" if 20 <= n < 40 else "right", file, "--decide=confident")
    assert gate(quiz, "accuracy vs baseline")["value"] == 0
    assert gate(quiz, "accuracy vs baseline")["status"] == "undecided"


def test_changed_samples_have_both_answers_side_by_side(quiz: Project) -> None:
    """Newly broken and newly fixed, in results.json, on the page and in the terminal; unchanged ones carry nothing."""
    file = baseline(quiz, right_below(50))
    result = against(quiz, lambda n: "wrong, alas" if n in (3, 4) else "right" if n < 51 else "wrong", file)
    rows = quiz.results["samples"]
    changed = {row["prompt"]: row for row in rows if "change" in row}
    assert {prompt: row["change"] for prompt, row in changed.items()} == {
        "question 3": "broken",
        "question 4": "broken",
        "question 50": "fixed",
    }
    broken = changed["question 3"]
    assert (broken["response"], broken["baseline"]["responses"][0]["text"]) == ("wrong, alas", "right")
    assert broken["baseline"]["measures"] == {"correct": True, "wrong": False}
    assert sum("baseline" in row for row in rows) == 3
    (summary,) = quiz.results["baselines"]
    assert (summary["compared"], summary["broken"], summary["fixed"], summary["faults"]) == (60, 2, 1, [])
    result.stdout.fnmatch_lines(["*60 samples compared, 2 newly broken, 1 newly fixed", f"newly broken: T.1 {broken['id']}, T.1 *"])
    page = (quiz.pytester.path / "reports/out/latest/report.html").read_text("utf-8")
    assert "2 newly broken" in page
    assert '"change":"broken"' in page


@pytest.mark.parametrize("worst", ["baseline was wrong there too", "baseline was right there"])
@pytest.mark.parametrize("how", ["point", "confident"])
def test_crashing_on_the_ten_worst_samples_blocks(quiz: Project, worst: str, how: str) -> None:
    """Dropping them would make 50 of 50; kept, no bound of 0.9 is met, and where the baseline was right the candidate is not as good."""
    (quiz.pytester.path / "gates.toml").write_text('[gates."T.1.accuracy"]\nbound = 0.9\n')
    file = baseline(quiz, right_below(50) if "wrong" in worst else right_below(60))
    result = against(quiz, lambda n: "right" if n < 50 else None, file, f"--decide={how}")
    assert result.ret == 6
    assert gate(quiz, "accuracy")["status"] == "undecided"
    assert (gate(quiz, "accuracy")["unscored"], gate(quiz, "accuracy vs baseline")["unscored"]) == (10, 10)
    if "right" in worst:
        assert gate(quiz, "accuracy vs baseline")["status"] == "undecided"
        assert quiz.results["baselines"][0]["broken"] == 10


def test_an_empty_answer_is_a_wrong_one(quiz: Project) -> None:
    """Falling silent where the baseline was right is inferior, not undecided."""
    file = baseline(quiz, right_below(60))
    assert against(quiz, lambda n: "" if n < 10 else "right", file).ret == 1
    assert gate(quiz, "accuracy vs baseline")["status"] == "missed"


def _spoil(file: Path, **changes: Any) -> None:
    results = json.loads(file.read_text())
    file.write_text(json.dumps(results | changes))


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("missing", "the baseline nowhere.json cannot be read: No such file or directory"),
        ("schema", "the baseline before.json has the schema 'trustgate/0', not 'trustgate/1'*"),
        ("json", "the baseline before.json is not JSON"),
        ("seed", "the baseline was asked with --seed=7, this run with 0*"),
        ("disjoint", "60 of this run's 60 samples of T.1 are not in the baseline (0 are)*"),
        ("fewer", "36 of this run's 60 samples of T.1 are not in the baseline (24 are)*"),
        ("other task", "the baseline has no sample of T.1"),
        ("twice", "the baseline before.json has sample * of T.1 twice"),
    ],
)
def test_what_cannot_be_compared_is_undecided(quiz: Project, fault: str, reason: str) -> None:
    """With the reason at each gate and in the report; the gates of the run itself are decided as ever."""
    file = baseline(quiz, right_below(60), *{"seed": ["--seed=7"], "fewer": ["--limit=24"]}.get(fault, []))
    samples = json.loads(file.read_text())["samples"]
    if fault == "missing":
        file = file.with_name("nowhere.json")
    elif fault == "json":
        file.write_text("{")
    elif fault == "schema":
        _spoil(file, schema="trustgate/0")
    elif fault == "disjoint":
        _spoil(file, samples=[row | {"id": f"other{n}"} for n, row in enumerate(samples)])
    elif fault == "other task":
        _spoil(file, samples=[row | {"task": "T.2"} for row in samples])
    elif fault == "twice":
        _spoil(file, samples=[*samples, samples[0]])
    result = against(quiz, right_below(60), file)
    assert result.ret == 6
    assert quiz.statuses() == {"accuracy": "met", "errors": "met", "accuracy vs baseline": "undecided", "errors vs baseline": "undecided"}
    result.stdout.fnmatch_lines([f"*{reason.replace('[', '?')}"])
    assert quiz.results["baselines"][0]["compared"] == 0


def test_a_limited_run_is_compared_on_what_it_asks(quiz: Project) -> None:
    """A limit picks samples by their content, not by their outcome; asking fewer without one is a mismatch."""
    file = baseline(quiz, right_below(60))
    assert against(quiz, right_below(60), file, "--limit=24").ret == 0
    assert gate(quiz, "accuracy vs baseline")["planned"] == 24
    quiz.write(TASK.replace("range(60)", "range(50)"))
    assert against(quiz, right_below(60), file).ret == 6
    assert gate(quiz, "accuracy vs baseline")["why"] == "the baseline has 10 samples of T.1 that this run does not ask"


def test_a_run_is_not_its_own_baseline(quiz: Project) -> None:
    """The file that this run is going to write: refused before anything is cleared."""
    quiz.run(model=recorded(quiz, "after", right_below(60)))
    file = quiz.pytester.path / "reports/out/latest/results.json"
    for given in (file, file.parent):
        result = against(quiz, right_below(60), given)
        assert result.ret == 4
        result.stderr.fnmatch_lines(["ERROR: --baseline *: this run writes its own results there; copy the file first, or give --out *"])
    assert file.exists()


def test_the_same_run_twice_is_an_error(quiz: Project) -> None:
    """A copy of it, also when it was written anew."""
    file = baseline(quiz, right_below(60))
    copy = file.with_name("copy.json")
    copy.write_text(json.dumps(json.loads(file.read_text()), indent=1))
    result = against(quiz, right_below(60), file, f"--baseline={copy}")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: --baseline *copy.json is the same run as *before.json: give each run once"])


def test_the_same_answers_are_pointed_out(quiz: Project) -> None:
    """Nothing differs: a reader should know, for it may be the same checkpoint."""
    file = baseline(quiz, right_below(55))
    against(quiz, right_below(55), file)
    assert any("every answer is the baseline's" in note for note in quiz.results["run"]["notes"])
    against(quiz, right_below(54), file)
    assert not any("every answer is the baseline's" in note for note in quiz.results["run"]["notes"])


def test_several_models_have_the_baseline_of_their_name(quiz: Project) -> None:
    """Two models, a run of each before; a stranger has none."""
    files = []
    for model in ("scripted/refuse", "scripted/comply"):
        quiz.run(model=model)
        files.append(quiz.pytester.path / f"{model.partition('/')[2]}.json")
        shutil.copy(quiz.pytester.path / "reports/out/latest/results.json", files[-1])
    options = [f"--baseline={file}" for file in files]
    quiz.run(*options, "--model=scripted/comply")
    against_it = [one for one in quiz.results["gates"] if one["metric"] == "accuracy vs baseline"]
    assert [(one["model"], one["value"], one["status"]) for one in against_it] == [
        ("scripted/refuse", 0.0, "met"),
        ("scripted/comply", 0.0, "met"),
    ]
    quiz.run(*options, model="scripted/echo")
    assert gate(quiz, "accuracy vs baseline")["why"] == "none of the baseline's models (scripted/refuse, scripted/comply) is scripted/echo"


def test_workers_compare_alike(quiz: Project) -> None:
    """`-n 2` finds the same gates, changes and summary."""
    file = baseline(quiz, right_below(50))
    found = []
    for workers in ("-n0", "-n2"):
        quiz.run(f"--baseline={file}", workers, model=recorded(quiz, "after", right_below(47)), fresh=True)
        results = quiz.results
        found.append((results["gates"], results["baselines"], [(row["id"], row.get("change")) for row in results["samples"]]))
    assert found[0] == found[1]
