"""Neither workers nor batches nor a killed run change a verdict."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fixtures.attacks.pictures import linf
from tests.trust.conftest import ROOT, WHAT_POCKET_LEARNED, Run, Suite


@pytest.mark.parametrize("options", [("-n2",), ("--batch-size=1",), ("--batch-size=13",)])
def test_same_verdicts(suite: Suite, options: tuple[str, ...]) -> None:
    """Same outcomes, measures and gates as one process with batches of 32."""
    alone, other = suite("pocket", "--limit=8"), suite("pocket", "--limit=8", *options)
    assert other.code == alone.code
    assert other.verdicts == alone.verdicts
    assert other.values == alone.values


def test_a_killed_run_repeated_ends_the_same(suite: Suite, tmp_path: Path) -> None:
    """SIGKILL in the middle leaves no results; the next run into the same folder is like any other."""
    alone = suite("pocket", "--limit=8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "trust_tests",
        "--model=pocket",
        "--limit=8",
        f"--out={tmp_path}",
        "--no-cache",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
        "-v",
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    while "%]" not in process.stdout.readline():
        assert process.poll() is None
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "results.json").exists()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    again = Run(tmp_path, done.returncode, done.stdout)
    assert (again.code, again.verdicts, again.values) == (alone.code, alone.verdicts, alone.values)


def test_every_saved_picture_is_within_the_bound(suite: Suite) -> None:
    """Measured on the files: noise moves pixels by 8 levels, the attack by at most 8, at the model's own size."""
    from adapters.load import load_model
    from fixtures.datasets.untargeted_attack import untargeted_attack
    from fixtures.task import Source

    run, pocket = suite("pocket", places=WHAT_POCKET_LEARNED), load_model("pocket")
    clean = {sample.id: pocket.fixed_point(sample.prompt.pictures[0]) for sample in untargeted_attack(Source())}  # type: ignore[attr-defined]
    rows = [sample for sample in run.results["samples"] if sample["task"] == "R.4"]
    assert len(rows) == 64
    for row in rows:
        files = {response["as"]: run.folder / response["image"] for response in row["responses"] if response["image"]}
        assert linf(files["noise"], clean[row["id"]]) == 8
        assert 0 < linf(files["attacked"], clean[row["id"]]) <= 8
