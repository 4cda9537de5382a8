"""A results.json with anything taken out of it, or put in its place, is either read or refused in one line: never a traceback."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.types import user_prompt
from fixtures.attacks.controls import told_control
from fixtures.attacks.strength import strength_of
from fixtures.rescoring import Finished, read_finished
from fixtures.types import DataError

CONTROL = {
    "attack": "untargeted_pgd",
    "model": "pocket",
    "eps": 8,
    "steps": 20,
    "checks": [{"name": "a larger bound is stronger", "held": True, "told": "1, then 2"}],
    "fault": "",
    "adaptive": True,
}
WHOLE = {
    "schema": "trustgate/1",
    "run": {
        "models": ["pocket"],
        "seed": 0,
        "limit": None,
        "profile": "standard",
        "data": None,
        "mitigations": ["jpeg"],
        "attack": {"eps": 8, "steps": 20, "curve": [2, 8]},
    },
    "samples": [{"model": "pocket", "id": "a", "responses": [{"as": "", "text": "yes", "finish": "stop"}]}],
    "attacks": {"controls": [CONTROL]},
}
JUNK = st.sampled_from([None, True, 3, 0.5, "x", [], {}, [None], [[]], {"a": 1}])


def places(told: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything that a file holds."""
    keys = told.keys() if isinstance(told, dict) else range(len(told)) if isinstance(told, list) else ()
    return [way for key in keys for way in ((*before, key), *places(told[key], (*before, key)))]


def spoilt(way: tuple[Any, ...], junk: Any, gone: bool) -> Any:
    """The file with that place taken out, or holding something else."""
    results = copy.deepcopy(WHOLE)
    within: Any = results
    for key in way[:-1]:
        within = within[key]
    if gone:
        del within[way[-1]]
    else:
        within[way[-1]] = junk
    return results


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    """With its controls as they were."""
    file = tmp_path / "results.json"
    file.write_text(json.dumps(WHOLE))
    assert [told_control(told).told() for told in read_finished(file).controls] == [CONTROL]


def read_or_line(file: Path) -> Finished | str:
    """The run, or what is said of the file."""
    try:
        return read_finished(file)
    except DataError as error:
        return str(error)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(way=st.sampled_from(places(WHOLE)), junk=JUNK, gone=st.booleans())
def test_whatever_was_done_to_it_it_is_read_or_refused_in_one_line(tmp_path: Path, way: tuple[Any, ...], junk: Any, gone: bool) -> None:
    """Any place, any other value; what is read can be used."""
    file = tmp_path / "results.json"
    file.write_text(json.dumps(spoilt(way, junk, gone)))
    finished = read_or_line(file)
    if isinstance(finished, str):
        assert finished.startswith(f"--rescore {file}: ")
        assert "\n" not in finished
        return
    assert all(told_control(told).told() == {"adaptive": True} | told for told in finished.controls)
    assert strength_of(finished.run).curve
    for model in finished.models:
        assert finished.load(model).generate([user_prompt("?")])[0].error


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '"trustgate/1"', "[" * 5000])
def test_no_results_at_all(tmp_path: Path, text: str) -> None:
    """Whatever the file holds."""
    file = tmp_path / "results.json"
    file.write_text(text)
    with pytest.raises(DataError, match=r"(give|expected) a results\.json of trustgate/1"):
        read_finished(file)
