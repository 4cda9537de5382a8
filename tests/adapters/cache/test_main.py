"""`python -m adapters.cache`: look, write out, forget."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adapters.cache.__main__ import main
from adapters.cache.store import Store

ROOT = Path(__file__).parents[3]


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


@pytest.mark.parametrize("days", ["-1", "nan", "-inf"])
def test_prune_takes_no_days_to_come(filled: Store, days: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the finger would forget everything."""
    with pytest.raises(SystemExit):
        run(filled, "prune", f"--older={days}")
    assert f"takes a number of days from 0 on, not '{days}'" in capsys.readouterr().err
    assert len(list(filled.entries())) == 4


@pytest.mark.parametrize("command", ["export", "prune"])
@pytest.mark.parametrize(("option", "there"), [("--model=k", "there is m, n"), ("--namespace=answers", "there is pixels, responses")])
def test_a_name_of_nothing_kept_is_said(filled: Store, command: str, option: str, there: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, with the names that are kept; to forget what is not there is no error."""
    assert run(filled, command, option) == (command == "export")
    said = capsys.readouterr()
    assert said.err.strip().endswith(there)
    assert said.out == ("" if command == "export" else "0 forgotten\n")
    assert len(list(filled.entries())) == 4


def test_export_writes_what_no_encoding_has(filled: Store) -> None:
    """Half of a surrogate pair, as a server may send it; and whoever reads may stop early, without a traceback."""
    for place in range(3000):  # more than a pipe holds
        filled.put("responses", f"half {place}", {"response": {"text": "half \ud800 a pair"}}, "h").result()
    export = [sys.executable, "-m", "adapters.cache", "--folder", str(filled.file.parent), "export", "--model=h"]
    whole = subprocess.run(export, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {json.loads(line)["value"]["response"]["text"] for line in whole.stdout.splitlines()} == {"half \ud800 a pair"}
    with subprocess.Popen(export, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reading:
        assert reading.stdout is not None
        assert reading.stderr is not None
        assert reading.stdout.readline()
        reading.stdout.close()
        assert reading.stderr.read() == ""
    assert reading.returncode == 0


def test_no_cache_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Looking for one makes none."""
    assert main(["--folder", str(tmp_path), "inspect"]) == 1
    assert "no cache in" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
