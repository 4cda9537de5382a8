"""Checkpoints of a hub: a run is about the commit that the lock file holds, and says of each other that nothing held it."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from adapters.load import CHECKPOINTS
from adapters.lock import FILE, Pin, write_lock
from tests.adapters.hub import Hub
from tests.trust.conftest import ROOT, Run

POCKET, BASE = "1" * 40, "2" * 40
FOLDERS = {POCKET: CHECKPOINTS / "pocket", BASE: CHECKPOINTS / "pocket-base"}
WEIGHTS = {commit: f"/acme/eyes/resolve/{commit}/model.safetensors" for commit in FOLDERS}
TASK = "trust_tests/safety/test_s4_plain_typographic_jailbreaking.py"


def environment(hub: Hub, home: Path) -> dict[str, str]:
    """A machine that knows this hub only, and has downloaded nothing."""
    return os.environ | {"HF_ENDPOINT": hub.url, "HF_HOME": str(home), "HF_HUB_OFFLINE": "", "TRUST_LOCK": str(home / FILE)}


def test_a_pinned_name_is_its_commit_and_an_unpinned_one_is_said(tmp_path: Path) -> None:
    """main has moved to pocket-base since it was pinned at pocket, and nobody looks at it. The results and the page say so."""
    write_lock(tmp_path / FILE, {"hf/acme/eyes": Pin("acme/eyes", "main", POCKET, date(2026, 3, 1))})
    command = [sys.executable, "-m", "pytest", TASK, "-q", "--model=hf/acme/eyes", "--model=hf/acme/eyes@v2", "--limit=4", "--no-cache"]
    command += [f"--out={tmp_path / 'out'}", "-p", "no:cacheprovider"]
    with Hub({"main": BASE, "v2": BASE}.get, FOLDERS) as hub:
        done = subprocess.run(command, cwd=ROOT, env=environment(hub, tmp_path), capture_output=True, text=True)
        assert {*WEIGHTS.values()} <= {*hub.asked}
        assert not [path for path in hub.asked if path.startswith("/acme/eyes/resolve/main/")]
    run = Run(tmp_path / "out", done.returncode, done.stdout)
    pinned, moved = ([s["response"] for s in run.results["samples"] if s["model"] == f"hf/acme/eyes{at}"] for at in ("", "@v2"))
    assert pinned != moved
    assert run.results["run"]["weights"] == {
        "hf/acme/eyes": {"checkpoint": "acme/eyes", "revision": "main", "commit": POCKET, "pinned": "2026-03-01"},
        "hf/acme/eyes@v2": {"checkpoint": "acme/eyes", "revision": "v2", "commit": BASE, "pinned": None},
    }
    day = run.results["run"]["started"][:10]
    notes = [
        f"hf/acme/eyes: acme/eyes at commit {POCKET}, pinned",
        f"hf/acme/eyes@v2: acme/eyes at commit {BASE}, not pinned: v2 as known here on {day}; python -m adapters pin hf/acme/eyes@v2",
    ]
    assert [note for note in run.results["run"]["notes"] if "at commit" in note] == notes
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert all(note in page for note in notes)


TWICE = """
import json, sys
from pathlib import Path
from adapters.cache.fingerprint import fingerprint
from adapters.cache.store import Store
from adapters.load import load_model
from fixtures.weights import weights_of

store, name = Store(Path(sys.argv[1])), "hf/acme/eyes"
before = fingerprint(name, store)
load_model(name)
print(json.dumps([before == fingerprint(name, store), weights_of([name])[name]["commit"]]))
"""


def test_a_branch_that_moves_is_one_commit_for_as_long_as_a_process_runs(tmp_path: Path) -> None:
    """main moves once it was looked at. What is loaded is what was fingerprinted; without a network, what was downloaded last."""
    looks = []

    def moving(revision: str) -> str:
        looks.append(revision)
        return POCKET if len(looks) <= 2 else BASE  # one look for the head of config.json, one for the file

    with Hub(moving, FOLDERS) as hub:
        machine = environment(hub, tmp_path) | {"TRUST_LOCK": ""}
        for offline in ("", "1"):
            done = subprocess.run(
                [sys.executable, "-c", TWICE, str(tmp_path / "cache")],
                cwd=ROOT, env=machine | {"HF_HUB_OFFLINE": offline}, capture_output=True, text=True, check=True,
            )  # fmt: skip
            assert json.loads(done.stdout) == [True, POCKET]
        assert len(looks) == 2
        assert WEIGHTS[POCKET] in hub.asked
        assert WEIGHTS[BASE] not in hub.asked
