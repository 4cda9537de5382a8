"""results.json: the schema takes a good run and names the place of every fault; a write is whole and never holds NaN."""

import copy
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reports.results import SCHEMA, ResultsError, finite, load_results, write_at_once, write_results
from tests.reports.example import make_results

Json = dict[str, Any]


@pytest.fixture(scope="module")
def good() -> Json:
    """A run of 60 samples."""
    return make_results(60)


def test_schema_is_a_schema() -> None:
    """The schema itself breaks no rule of JSON Schema 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("samples", [0, 60, 500])
def test_a_good_run_comes_back_as_it_was(samples: int, tmp_path: Path) -> None:
    """Write and load give the same, from the file as from its folder."""
    results = make_results(samples)
    path = write_results(results, tmp_path)
    assert path == tmp_path / "results.json"
    assert load_results(path) == load_results(tmp_path) == results


def test_the_contract_alone_is_enough(good: Json, tmp_path: Path) -> None:
    """Keys beyond the contract may be missing, and unknown ones may be there."""
    results = copy.deepcopy(good) | {"future": 1}
    del results["tasks"]
    for name in ("models", "started", "report_only", "decide", "notes", "limit", "data"):
        del results["run"][name]
    for gate in results["gates"]:
        del gate["worst"], gate["best"], gate["model"], gate["title"]
    for sample in results["samples"]:
        del sample["responses"], sample["twin"], sample["pair"], sample["prompt"], sample["missed"]
    assert load_results(write_results(results, tmp_path)) == results


def _at(results: Any, steps: Sequence[str | int]) -> Any:
    for step in steps:
        results = results[step]
    return results


def put(*steps: str | int, value: object) -> Callable[[Json], None]:
    """A fault: `value` at the place that the steps lead to."""

    def plant(results: Json) -> None:
        _at(results, steps[:-1])[steps[-1]] = value

    return plant


def drop(*steps: str | int) -> Callable[[Json], None]:
    """A fault: the place that the steps lead to is not there."""

    def plant(results: Json) -> None:
        del _at(results, steps[:-1])[steps[-1]]

    return plant


FAULTS = {
    "another version": (put("schema", value="trustgate/2"), "schema: 'trustgate/1' was expected"),
    "no gates": (drop("gates"), "the whole file: 'gates' is a required property"),
    "no model": (drop("run", "model"), "run: 'model' is a required property"),
    "nameless model": (put("run", "model", value=""), "run.model: "),
    "exit as text": (put("run", "exit", value="1"), "run.exit: '1' is not of type 'integer'"),
    "negative seconds": (put("run", "seconds", value=-1), "run.seconds: -1 is less than"),
    "yes as seed": (put("run", "seed", value=True), "run.seed: True is not of type 'integer'"),
    "unknown decision": (put("run", "decide", value="mood"), "run.decide: 'mood' is not one of"),
    "unknown status": (put("gates", 1, "status", value="passed"), "gates[1].status: 'passed' is not one of ['met', 'missed', 'undecided']"),
    "unknown operator": (put("gates", 0, "op", value=">"), "gates[0].op: "),
    "no bound": (put("gates", 0, "bound", value=None), "gates[0].bound: None is not of type 'number'"),
    "value as text": (put("gates", 2, "value", value="0.9"), "gates[2].value: "),
    "unknown risk": (put("gates", 2, "risk", value="high"), "gates[2].risk: "),
    "open denominator": (put("gates", 0, "scored", value=3), "gates[0]: planned 12 is not scored 3 + unscored 0"),
    "less than none": (put("gates", 0, "planned", value=-1), "gates[0].planned: "),
    "unknown outcome": (put("samples", 7, "outcome", value="refused"), "samples[7].outcome: 'refused' is not one of"),
    "measure as text": (put("samples", 0, "measures", "correct", value="yes"), "samples[0].measures.correct: 'yes' is not of type"),
    "verdict as flag": (put("samples", 0, "verdicts", "correct", value=False), "samples[0].verdicts.correct: "),
    "no response": (drop("samples", 3, "response"), "samples[3]: 'response' is a required property"),
    "unknown finish": (put("samples", 2, "responses", 1, "finish", value="eof"), "samples[2].responses[1].finish: "),
    "score as text": (put("scores", "tasks", "S.4", value="61"), "scores.tasks.S.4: "),
    "no overall": (drop("scores", "overall"), "scores: 'overall' is a required property"),
    "long fault": (put("gates", value="x" * 100_000), "gates: "),
    "fault of many lines": (put("run", "exit", value="a\nb\u2028c"), "run.exit: "),
}


@pytest.mark.parametrize(("plant", "complaint"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_named_in_one_line(plant: Callable[[Json], None], complaint: str, good: Json, tmp_path: Path) -> None:
    """The line holds the file, the place and the fault, and is short."""
    results = copy.deepcopy(good)
    plant(results)
    path = write_results(results, tmp_path)
    with pytest.raises(ResultsError) as caught:
        load_results(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: {complaint}")
    assert len(line.splitlines()) == 1
    assert len(line) < len(str(path)) + 320


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b'{"schema": ', "line 1 column 12: not JSON"),
        (b"", "line 1 column 1: not JSON"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b'{"schema": "trustgate/1", "x": NaN}', "not JSON: NaN is not a JSON number"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "the whole file: [] is not of type 'object'"),
    ],
    ids=["cut short", "empty", "not text", "NaN", "too deep", "a list"],
)
def test_a_broken_file_is_named_in_one_line(content: bytes, complaint: str, tmp_path: Path) -> None:
    """What is no JSON at all is told as clearly as what breaks the schema."""
    path = tmp_path / "results.json"
    path.write_bytes(content)
    with pytest.raises(ResultsError) as caught:
        load_results(path)
    assert str(caught.value).startswith(f"{path}: {complaint}")
    assert len(str(caught.value).splitlines()) == 1


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """No traceback for a wrong path."""
    with pytest.raises(ResultsError, match="No such file"):
        load_results(tmp_path / "results.json")


def test_nan_is_written_as_null(good: Json, tmp_path: Path) -> None:
    """A value that is not finite says that there is none."""
    results = copy.deepcopy(good)
    results["gates"][0] |= {"value": float("nan"), "low": float("-inf"), "high": float("inf")}
    results["samples"][0]["measures"] = {"correct": float("nan")}
    loaded = load_results(write_results(results, tmp_path))
    assert [loaded["gates"][0][name] for name in ("value", "low", "high")] == [None, None, None]
    assert loaded["samples"][0]["measures"] == {"correct": None}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_finite_is_json_in_every_reader(value: object) -> None:
    """Any value, lone surrogates and NaN included, becomes strict JSON and comes back."""
    assert json.loads(json.dumps(finite(value), allow_nan=False)) == finite(value)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(good: Json, tmp_path: Path) -> None:
    """Nobody finds half a file, or a draft."""
    write_results(good, tmp_path)
    with pytest.raises(TypeError):
        write_results({"schema": object()}, tmp_path)
    with pytest.raises(UnicodeEncodeError):
        write_at_once(tmp_path / "results.json", "half" * 100_000 + "\ud800")
    assert load_results(tmp_path) == good
    assert os.listdir(tmp_path) == ["results.json"]


def test_a_missing_folder_is_made(good: Json, tmp_path: Path) -> None:
    """`--out some/new/folder` just works."""
    assert write_results(good, tmp_path / "some" / "new").exists()
