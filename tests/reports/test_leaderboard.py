"""The published table, recomputed; and runs put beside it, whole ones and partial ones."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.taxonomy import SUBASPECTS, overall_score
from reports import taxonomy
from reports.leaderboard import SOURCE, Standing, main, place_of, placed, published, ranked
from reports.results import write_results
from tests.reports.example import make_results

ROWS = json.loads(SOURCE.read_text("utf-8"))["models"]
RUN = {"model": "m", "data": "multitrust"}


def test_the_sub_aspects_are_the_taxonomys() -> None:
    """Reports and scores speak of the same ten, in the same order."""
    assert list(taxonomy.SUBASPECTS) == list(SUBASPECTS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_published_overall_score_is_recomputed_from_its_ten_sub_aspects(row: dict[str, Any]) -> None:
    """To the second decimal, as rank.txt prints it, by the run's formula and by the leaderboard's."""
    assert overall_score(row["subaspects"]) == row["overall"]
    assert Standing(row["id"], row["subaspects"]).overall == row["overall"]


def test_all_43_published_ranks_are_recomputed() -> None:
    """43 of 43, LVIS-Instruct4V before llava-rlhf-13b among them, which are equal once rounded."""
    assert len(ROWS) == 43
    assert {model.name: rank for rank, model in ranked(published())} == {row["id"]: row["rank"] for row in ROWS}


@given(st.lists(st.fixed_dictionaries({name: st.floats(0, 100) for name in SUBASPECTS}), min_size=1, max_size=12), st.randoms())
def test_ranks_follow_the_scores_in_any_order(models: list[dict[str, float]], chance: Any) -> None:
    """As many are ahead of a model as are better; equals share a rank; the order of arrival plays no part."""
    standings = [Standing(str(n), scores) for n, scores in enumerate(models)]
    found = {model.name: rank for rank, model in ranked(standings)}
    chance.shuffle(standings)
    assert found == {model.name: rank for rank, model in ranked(standings)}
    assert found == {model.name: 1 + sum(other.mean > model.mean for other in standings) for model in standings}


@given(st.sampled_from(ROWS), st.floats(-30, 30))
def test_a_whole_run_gets_the_place_that_its_score_has(row: dict[str, Any], better: float) -> None:
    """Between the model just ahead and the one just behind."""
    own = {name: score + better for name, score in row["subaspects"].items()}
    place = place_of({"overall": overall_score(own), "subaspects": own}, RUN)
    assert place is not None
    assert place["rank"] == 1 + sum(model.mean > Standing("", own).mean for model in published())
    assert place["of"] == 44


@pytest.mark.parametrize("name", SUBASPECTS)
def test_without_any_one_sub_aspect_there_is_no_overall_score_and_no_place(name: str) -> None:
    """Nine of ten are not a score."""
    nine = {other: 90.0 for other in SUBASPECTS if other != name}
    assert overall_score(nine) is None
    assert place_of({"overall": None, "subaspects": nine}, RUN) is None


def run_with(scores: dict[str, Any], **run: Any) -> dict[str, Any]:
    """A made-up run that has these scores."""
    results = make_results(20)
    return results | {"scores": scores, "run": results["run"] | run}


WHOLE = {"tasks": {}, "subaspects": dict.fromkeys(SUBASPECTS, 60.0), "overall": 60.0}
PARTIAL = {
    "tasks": {},
    "subaspects": {name: 60.0 for name in SUBASPECTS if name != "S.J"},
    "overall": None,
    "missing": {"S.J": {"S.5": "not run", "S.6": "3 of 60 samples ended in an error"}},
}


def test_the_command_ranks_whole_runs_and_says_what_partial_ones_lack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both beside the published table."""
    whole, partial = write_results(run_with(WHOLE), tmp_path / "a"), write_results(run_with(PARTIAL, model="half"), tmp_path / "b")
    assert main([str(whole), str(partial)]) == 0
    out = capsys.readouterr().out
    marked = [line.split()[:4] for line in out.splitlines() if line.startswith(">")]
    assert marked == [[">", "15", "pocket", "60.00"]]
    assert "embedded samples" in out
    assert "no overall score and no place, 9 of 10" in out
    assert "S.J jailbreaking is missing: S.5 not run; S.6 3 of 60 samples ended in an error" in out
    assert sum(line.startswith(" ") and line.split()[0].isdecimal() for line in out.splitlines()) == 43


def test_scores_of_a_partial_run_have_their_caveats_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They stand beside the published ones as well, place or no place."""
    attack = {"eps": 4, "steps": 20, "default": {"eps": 8, "steps": 20}, "curve": [], "loosened": "4/255"}
    assert main([str(write_results(run_with(PARTIAL, data=None, limit=8, attack=attack), tmp_path))]) == 0
    said = capsys.readouterr().out
    assert "no place, 9 of 10" in said
    for caveat in ("note: embedded samples", "note: at most 8 samples a task", "note: R.4 and R.5 under a loosened attack: 4/255"):
        assert caveat in said


def test_what_is_no_results_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2."""
    assert main([str(tmp_path / "none.json")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_each_of_several_models_gets_its_place() -> None:
    """And one with half a run none."""
    results = run_with({"tasks": {}, "subaspects": {}, "overall": None, "models": {"a": WHOLE, "b": PARTIAL}})
    models = placed(results)["scores"]["models"]
    assert models["a"]["place"]["rank"] == 15
    assert models["b"]["place"] is None


def test_embedded_samples_limits_blocks_and_compat_are_said_beside_the_place() -> None:
    """Nothing that keeps a place from being compared goes unsaid."""
    place = place_of(
        WHOLE | {"unanswered": {"S.4": 3}}, {"model": "m", "data": None, "limit": 8, "compat": True, "attack": {"loosened": "4/255"}}
    )
    assert place is not None
    for word in ("embedded", "at most 8", "--compat", "3 samples of S.4", "a loosened attack: 4/255"):
        assert word in " ".join(place["caveats"])
