"""`python -m adapters.cache`: look, write out, forget."""

import json
import time
from pathlib import Path

import pytest

from adapters.cache.__main__ import main
from adapters.cache.store import Store


@pytest.fixture
def filled(store: Store) -> Store:
    """Two models' answers and a digest."""
    for label, key in [("m", "1"), ("m", "2"), ("n", "3")]:
        store.put("responses", key, {"response": {"text": f"answer {key}"}}, label).result()
    store.put("pixels", "4", "digest").result()
    return store


def run(store: Store, *arguments: str) -> int:
    """The command on this store."""
    return main(["--folder", str(store.file.parent), *arguments])


def test_inspect_counts(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """By kind and model."""
    assert run(filled, "inspect") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert [line[:3] for line in lines] == [["pixels", "-", "1"], ["responses", "m", "2"], ["responses", "n", "1"]]


def test_export_is_lines_of_json(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """Of one model, oldest first."""
    assert run(filled, "export", "--model=m") == 0
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(entry["namespace"], entry["value"]["response"]["text"]) for entry in entries] == [
        ("responses", "answer 1"),
        ("responses", "answer 2"),
    ]


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (["--model=m"], {"3", "4"}),
        (["--namespace=pixels"], {"1", "2", "3"}),
        (["--all"], set()),
        (["--older=1"], {"1", "2", "3", "4"}),
        (["--older=0", "--model=n"], {"1", "2", "4"}),
    ],
)
def test_prune_forgets_what_matches_all(filled: Store, options: list[str], left: set[str]) -> None:
    """And nothing else."""
    time.sleep(0.01)
    assert run(filled, "prune", *options) == 0
    assert {entry.key for entry in filled.entries()} == left


def test_prune_wants_to_be_told_what(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """A bare `prune` forgets nothing."""
    assert run(filled, "prune") == 1
    assert "--all" in capsys.readouterr().err
    assert len(list(filled.entries())) == 4


def test_no_cache_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Looking for one makes none."""
    assert main(["--folder", str(tmp_path), "inspect"]) == 1
    assert "no cache in" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
