"""Gates decided while samples come in: the rest is not asked, and nothing of that depends on who was fast."""

from typing import Any

import pytest

from tests.engine.conftest import Project, comparable

EARLY = """
def many(source):
    return [Sample(user_prompt(f"question {n}"), variant="ab"[n % 2], pair=str(n // 2), facts={"n": n}) for n in range(400)]


@task("S.4", samples=many, gates={"said": rate("said") >= 0.5, "same": shift("said", "a", "b") <= 0.5})
def test_a(sample, ask, measure):
    ask(sample)
    measure(said=sample.facts["n"] % 10 != 0)
"""


def outcomes(results: dict[str, Any]) -> list[str]:
    """Of the samples, in their planned order."""
    return [sample["outcome"] for sample in results["samples"]]


@pytest.mark.parametrize("options", [[], ["--batch-size=7"], ["-n2", "--batch-size=8"]])
def test_what_is_not_needed_is_not_asked(project: Project, options: list[str]) -> None:
    """Both gates are met long before 400 samples; the verdict, the figures and the samples used are the same however it was run."""
    project.write(EARLY)
    assert project.run("--stop=decided").ret == 0
    expected = comparable(project.results)
    result = project.run("--stop=decided", *options)
    assert result.ret == 0
    assert comparable(project.results) == expected
    ended = outcomes(project.results)
    needed = ended.index("not needed")
    assert ended == ["answered"] * needed + ["not needed"] * (400 - needed)
    assert needed < 200
    result.stdout.fnmatch_lines([f"--stop decided: * of 400 samples were not asked*; decided after: S.4 {needed} of 400"])
    gate = project.results["gates"][0]
    assert (gate["planned"], gate["scored"], gate["unscored"]) == (400, needed, 400 - needed)
    assert gate["low"] <= gate["value"] <= gate["high"]


def test_samples_of_one_item_end_together(project: Project) -> None:
    """No pair is half asked."""
    project.write(EARLY)
    project.run("--stop=decided")
    asked = {(sample["pair"], sample["variant"]) for sample in project.results["samples"] if sample["outcome"] == "answered"}
    assert asked == {(pair, variant) for pair, _ in asked for variant in "ab"}


def test_a_seed_fixes_the_order_and_another_one_changes_it(project: Project) -> None:
    """Samples are asked in random order, for a task's own order may begin with what is easy."""
    project.write(EARLY)
    orders = []
    for seed in (0, 0, 1):
        project.run("--stop=decided", f"--seed={seed}")
        orders.append([sample["id"] for sample in project.results["samples"]])
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2])


def test_faults_are_at_their_worst_while_it_runs(project: Project) -> None:
    """Where a third of the samples cannot be judged, a gate they could tip is never decided early."""
    project.write(EARLY.replace('measure(said=sample.facts["n"] % 10 != 0)', 'measure(said=None if sample.facts["n"] % 3 else True)'))
    assert project.run("--stop=decided").ret == 6
    assert "not needed" not in outcomes(project.results)
    assert set(project.statuses().values()) == {"undecided"}


def test_a_missed_gate_ends_its_task_too(project: Project) -> None:
    """When every gate of the task is decided, whichever way."""
    project.write(EARLY.replace("said=sample", "said=not sample"))
    assert project.run("--stop=decided").ret == 1
    assert project.statuses() == {"said": "missed", "same": "met"}
    assert "not needed" in outcomes(project.results)


def test_a_task_with_a_gate_that_has_no_sequence_is_asked_in_full(project: Project) -> None:
    """A correlation is no mean; the report says so, and the other gates are decided at their full number."""
    project.write(
        EARLY.replace("@task(", "from fixtures.statistics import pearson\n\n\n@task(")
        .replace('"same": shift("said", "a", "b") <= 0.5', '"r": pearson("n", "n", high=400) >= 0.9')
        .replace("measure(", 'measure(n=sample.facts["n"], ')
    )
    result = project.run("--stop=decided")
    assert result.ret == 0
    assert outcomes(project.results) == ["answered"] * 400
    result.stdout.fnmatch_lines(["S.4 is asked in full: r, a pearson(n, n), has no sequence"])


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--stop=decided", "--decide=point"], "*--stop decided --decide point: a point decision is about every sample*"),
        (["--stop=decided", "--correct-for-judge"], "*--correct-for-judge and --stop=decided do not go together*"),
    ],
)
def test_peeking_at_anything_else_is_refused(project: Project, options: list[str], line: str) -> None:
    """Only a sequence may be looked at before the end."""
    project.write(EARLY)
    result = project.run(*options)
    assert result.ret == 4
    result.stderr.fnmatch_lines([line])


@pytest.mark.parametrize("workers", [[], ["-n2"]])
def test_a_gate_that_no_model_could_meet_is_an_error_before_anything_is_asked(project: Project, workers: list[str]) -> None:
    """Twenty samples cannot prove 95 %, whatever the model says."""
    project.write("""
@task("S.4", samples=samples, gates={"said": rate("said", variant="a") >= 0.95, "fine": rate("said") >= 0.5})
def test_a(sample, ask, measure):
    open("asked", "w").close()
    measure(said=bool(ask(sample).text))
""")
    result = project.run("--decide=confident", *workers)
    assert not (project.pytester.path / "asked").exists()
    output = result.stdout.str() + result.stderr.str()
    assert "even a perfect model could not meet S.4.said >= 0.95 (20 samples, about 59 could)" in output
    assert "S.4.fine" not in output
    assert result.ret == 4
    assert "Traceback" not in output
    assert project.run("--decide=point").ret == 0
