"""The curve as a drawing: every point where its figures put it, and no figure lost that the drawing cannot show."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.curve import BOTTOM, CLEAN_AT, RIGHT, TOP, drawn
from reports.page import page
from reports.results import SCHEMA
from tests.reports.example import make_results

Json = dict[str, Any]
SHARE = st.floats(0, 1)


def figure(value: float | None, n: int = 64) -> Json:
    """A share with an interval around it."""
    known = value is not None
    low, high = (max(0.0, value - 0.1), min(1.0, value + 0.1)) if known else (None, None)
    return {"value": value, "low": low, "high": high, "planned": n, "scored": n if known else 0, "unscored": 0 if known else n}


def curve(accuracy: dict[int, float | None], eps: int = 8, hits: dict[int, float] | None = None, **fields: object) -> Json:
    """A curve with these accuracies."""
    aimed = {"hits": figure(0.0)} if hits else {}
    points = [
        {"eps": bound, "accuracy": figure(value), "drop": figure(None), "ASR": figure(value)}
        | ({"targeted_ASR": figure(hits[bound])} if hits else {})
        for bound, value in accuracy.items()
    ]
    controls = {name: {"accuracy": figure(0.9), "drop": figure(0.0)} | aimed for name in ("noise", "uniform")}
    whole = {"task": "R.4", "title": "Captioning: under attack", "model": "pocket", "attack": "untargeted_pgd", "norm": "L-inf", "eps": eps}
    return (
        whole
        | {"steps": 20, "aimed": bool(hits), "clean": {"accuracy": figure(0.95)} | aimed, "controls": controls, "points": points}
        | fields
    )


def control(fault: str = "") -> Json:
    """A positive control."""
    check = {"name": "a larger bound is stronger", "held": not fault, "told": "the loss moved by 1, then by 2"}
    return {"attack": "untargeted_pgd", "model": "pocket", "eps": 8, "steps": 20, "checks": [check], "fault": fault}


def shown(curves: list[Json], controls: list[Json] | None = None, loosened: str = "", **fields: object) -> str:
    """The page of a run that attacked."""
    results = make_results(20)
    results["attacks"] = {"curves": curves, "controls": controls or []}
    attack = {"eps": 8, "steps": 20, "curve": [2, 4, 8, 16], "default": {"eps": 8, "steps": 20}, "loosened": loosened} | fields
    return page(results | {"run": results["run"] | {"attack": attack}}, Path())


@given(st.dictionaries(st.integers(1, 255), SHARE, min_size=1, max_size=6), SHARE)
def test_points_lie_on_the_drawing_in_their_order(accuracy: dict[int, float], low: float) -> None:
    """Larger bounds further right, higher accuracy further up, everything between the edges."""
    points = drawn(curve(dict(sorted(accuracy.items())), eps=min(accuracy)))["lines"][0]["points"]
    assert [point["x"] for point in points] == sorted(point["x"] for point in points)
    assert all(CLEAN_AT <= point["x"] <= RIGHT and TOP <= point["high"] <= point["y"] <= point["low"] <= BOTTOM for point in points)
    heights = dict(zip(sorted(accuracy.items()), (point["y"] for point in points[1:]), strict=True))
    ranked = sorted(heights, key=lambda pair: pair[1])
    assert [heights[pair] for pair in ranked] == sorted(heights.values(), reverse=True)


def test_equal_steps_of_a_doubling_bound_are_equally_wide() -> None:
    """2, 4, 8, 16."""
    xs = [point["x"] for point in drawn(curve({2: 0.5, 4: 0.4, 8: 0.3, 16: 0.2}))["lines"][0]["points"]][1:]
    assert len({round(after - before) for before, after in pairwise(xs)}) == 1


def test_a_point_without_a_value_is_left_out_and_said() -> None:
    """The line does not fall to nought there, and the table has a dash."""
    told = drawn(curve({2: 0.5, 8: None}))
    assert len(told["lines"][0]["points"]) == 2
    assert told["rows"][-1]["accuracy"]["value"] is None
    assert "– at 8/255" in told["words"]


def test_the_page_shows_curve_controls_and_a_loosened_attack() -> None:
    """In words too, for those who do not see the drawing."""
    text = shown([curve({2: 0.5, 8: 0.25}), curve({8: 0.5}, hits={8: 0.125}, task="R.5")], [control()], "eps 4/255 instead of 8/255")
    assert text.count('<svg class="curve"') == 2
    assert "Accuracy 0.950 on clean pictures, 0.500 at 2/255, 0.250 at 8/255" in text
    assert "The description aimed at is given in 0.125 at 8/255" in text
    assert "Loosened attack:" in text
    assert "20 steps (LOOSENED)" in text
    assert "Broken attack:" not in text


def test_a_transferred_attack_is_not_called_white_box_alone() -> None:
    """The page names the models on which the pictures were made."""
    assert "by transfer" not in shown([curve({8: 0.5})])
    assert "by transfer, on <bdi>pocket-base</bdi>" in shown([curve({8: 0.5})], surrogates=["pocket-base"])


def test_the_page_says_which_attack_is_broken() -> None:
    """And escapes what it says."""
    text = shown([], [control("not so: <b>it succeeds</b>")])
    assert "Broken attack:" in text
    assert "<b>it succeeds" not in text


def test_a_run_without_attacks_has_no_such_section() -> None:
    """Nor has one from before there were curves."""
    assert 'id="attacks"' not in page(make_results(20), Path())


@pytest.mark.parametrize("name", ["attacks", "run"])
def test_the_schema_knows_what_stands_there(name: str) -> None:
    """`attacks` and `run.attack`."""
    known = SCHEMA["properties"] if name == "attacks" else SCHEMA["$defs"]["run"]["properties"]
    assert ("attacks" if name == "attacks" else "attack") in known
