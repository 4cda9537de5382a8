"""--rescore: a finished run judged again, and no model asked."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.model_judges.conftest import Judged
from tests.model_judges.test_judge_option import RIGHT

FIRST = "first/results.json"


def rescored(judged: Judged) -> dict[str, Any]:
    """results.json of a rescored run."""
    return json.loads((judged.pytester.path / "reports/out/rescored/results.json").read_text("utf-8"))


@pytest.fixture
def finished(judged: Judged, monkeypatch: pytest.MonkeyPatch) -> Judged:
    """A project with a run behind it, whose model is gone."""
    assert judged.run("--out=first", model="scripted/speaks").ret in (0, 1, 6)
    (judged.pytester.path / "conftest.py").write_text(
        (judged.pytester.path / "conftest.py").read_text() + '\nSCRIPTS["speaks"] = SCRIPTS["error"]\n'
    )
    return judged


def test_a_finished_run_is_judged_again_without_its_model(finished: Judged) -> None:
    """Other judges, the same answers: as if they had judged in the first place."""
    before = json.loads((finished.pytester.path / FIRST).read_text("utf-8"))
    assert finished.judge("judge", options=(f"--rescore={FIRST}",), model=None).ret == 0
    results = rescored(finished)
    assert {int(row["prompt"].split()[-1]): (row["measures"]["refused"], row["measures"]["harmful"]) for row in results["samples"]} == RIGHT
    assert results["run"]["model"] == "scripted/speaks"
    assert results["run"]["rescored"] == "results.json"
    assert any("no model was asked" in note for note in results["run"]["notes"])
    assert [row["response"] for row in results["samples"]] == [row["response"] for row in before["samples"]]
    assert json.loads((finished.pytester.path / FIRST).read_text("utf-8")) == before


def test_what_failed_then_fails_now(judged: Judged) -> None:
    """Errors, blocks and what was never asked are no answers, however good the judge."""
    judged.run("--out=first", model="scripted/speaks")
    path = Path(judged.pytester.path) / FIRST
    results = json.loads(path.read_text("utf-8"))
    results["samples"][0]["responses"][0] |= {"text": "", "finish": "error", "error": "the line was dead"}
    results["samples"][1]["responses"][0] |= {"finish": "blocked"}
    del results["samples"][2]
    path.write_text(json.dumps(results))
    assert judged.judge("judge", options=(f"--rescore={FIRST}",), model=None).ret == 0
    outcomes = [row["outcome"] for row in rescored(judged)["samples"]]
    assert sorted(outcomes)[-3:] == ["blocked", "error", "error"]
    assert outcomes.count("answered") == 37


def test_limit_and_seed_are_those_of_the_run(judged: Judged) -> None:
    """Eight samples asked are eight samples judged again."""
    judged.run("--out=first", "--limit=8", "--seed=3", model="scripted/speaks")
    judged.judge("judge", options=(f"--rescore={FIRST}",), model=None)
    run, samples = rescored(judged)["run"], rescored(judged)["samples"]
    assert (run["limit"], run["seed"], len(samples)) == (8, 3, 8)
    assert all(row["outcome"] == "answered" for row in samples)


def test_of_several_models_one_may_be_judged_again(judged: Judged) -> None:
    """Where names stood before the ids, they are no part of them."""
    judged.run("--out=first", "--model=scripted/refuse", model="scripted/speaks")
    assert judged.judge("judge", options=(f"--rescore={FIRST}",), model="scripted/speaks").ret == 0
    samples = rescored(judged)["samples"]
    assert len(samples) == 40
    assert all(row["outcome"] == "answered" for row in samples)


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        ({"attacks": {"controls": [{"attack": "pgd"}]}}, "*attacks.controls[[]0] has no 'model'; expected a text there; give *"),
        ({"attacks": {"controls": [None]}}, "*attacks.controls[[]0] is null; expected an object; give *"),
        ({"attacks": {"controls": {}}}, "*attacks.controls is an object; expected a list; give *"),
        ({"attacks": []}, "*attacks is a list; expected an object; give *"),
        ({"schema": "trustgate/2"}, "*its schema is 'trustgate/2'; expected 'trustgate/1'; give *"),
    ],
)
def test_a_file_that_was_spoilt_by_hand_is_one_line(finished: Judged, spoil: dict[str, Any], line: str) -> None:
    """Which key, and what was expected there."""
    path = Path(finished.pytester.path) / FIRST
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | spoil))
    result = finished.run(f"--rescore={FIRST}", model=None)
    assert result.ret == 4
    result.stderr.fnmatch_lines([line])
    assert "Traceback" not in result.stderr.str() + result.stdout.str()


ATTACKED = """
from adapters.types import Picture, user_prompt
from fixtures.statistics import rate
from fixtures.task import task
from fixtures.types import Sample


def samples(source):
    picture = Picture("p", lambda: 1 / 0)
    return [Sample(user_prompt(f"question {n}", picture), facts={"n": n}) for n in range(4)]


@task("R.4", samples=samples, gates={"attacked": rate("attacked") >= 0.5})
def test_a(sample, ask, untargeted_pgd, random_sign_noise, measure):
    clean = ask(sample, "clean")
    ask(random_sign_noise(sample), "noise")
    measure(attacked="REFUSE" in ask(untargeted_pgd(sample, clean.text), "attacked").text)
"""


def test_attacked_pictures_are_not_made_again(judged: Judged) -> None:
    """What the model said to each of them is on record; a sample whose attack failed then is unscored again."""
    judged.pytester.makepyfile(test_a=ATTACKED)
    judged.run("--out=first", model="scripted/speaks")
    path = Path(judged.pytester.path) / FIRST
    results = json.loads(path.read_text("utf-8"))
    for row in results["samples"]:
        row["responses"] = [{"as": name, "text": f"REFUSE {name}", "finish": "stop"} for name in ("clean", "noise", "attacked")]
        row["verdicts"] = {}
    results["samples"][0]["verdicts"] = {"test": "no gradients"}
    path.write_text(json.dumps(results))
    judged.run(f"--rescore={FIRST}", model=None)
    samples = rescored(judged)["samples"]
    assert [row["measures"].get("attacked") for row in samples] == [None, True, True, True]
    assert samples[0]["verdicts"]["test"] == "no gradients"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--rescore=nowhere.json"], "*--rescore *nowhere.json: No such file or directory; give a results.json*"),
        (["--rescore=pyproject.toml"], "*--rescore *pyproject.toml: expected a results.json of trustgate/1*"),
        ([f"--rescore={FIRST}", "--out=first"], "*this run would remove it; give --out another folder*"),
        ([f"--rescore={FIRST}", "--model=pocket"], "*--model pocket: *results.json has scripted/speaks*"),
        ([f"--rescore={FIRST}", "--judge=scripted/speaks"], "*a judge may not be the model under test*"),
        ([f"--rescore={FIRST}", "--correct-for-judge", "--stop=decided"], "*do not go together*"),
    ],
)
def test_a_users_mistake_gets_one_line(finished: Judged, options: list[str], line: str) -> None:
    """Exit 4, and the finished run is still there."""
    result = finished.run(*options, model=None)
    assert result.ret == 4
    result.stderr.fnmatch_lines([line])
    assert (finished.pytester.path / FIRST).is_file()
