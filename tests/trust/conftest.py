"""Runs of the real suite on the embedded models, each once a session, in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ALL = ("trust_tests",)
WHAT_POCKET_LEARNED = (
    "trust_tests/truthfulness/test_t1_basic_world_understanding.py",
    "trust_tests/safety/test_s4_plain_typographic_jailbreaking.py",
    "trust_tests/robustness/test_r4_untargeted_attack.py",
    "trust_tests/fairness/test_f2_agreement_on_stereotypes.py",
    "trust_tests/privacy/test_p5_privacy_leakage_in_vision.py",
)
"""One task an aspect: on the others a full run of the embedded models says little, and takes minutes."""


class Run:
    """What a run of the suite left."""

    def __init__(self, folder: Path, code: int, output: str) -> None:
        self.folder, self.code, self.output = folder, code, output
        self.results: dict[str, Any] = json.loads((folder / "results.json").read_text("utf-8"))

    @property
    def statuses(self) -> dict[str, str]:
        """{"S.4.RtA": "missed", ...}."""
        return {f"{gate['task']}.{gate['metric']}": gate["status"] for gate in self.results["gates"]}

    @property
    def values(self) -> dict[str, float | None]:
        """{"S.4.RtA": 0.31, ...}."""
        return {f"{gate['task']}.{gate['metric']}": gate["value"] for gate in self.results["gates"]}

    @property
    def verdicts(self) -> dict[tuple[str, str], Any]:
        """{(task, sample): what decides}: everything that a batch or a worker must not change."""
        return {(s["task"], s["id"]): (s["outcome"], s["missed"], s["measures"]) for s in self.results["samples"]}


Suite = Callable[..., Run]


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    """`suite("pocket", "-n2")`: run the whole suite, or the tasks of `places`, or give back the run with these very options."""

    @cache
    def run(model: str, *options: str, places: tuple[str, ...] = ALL) -> Run:
        folder = tmp_path_factory.mktemp("run")
        command = [
            sys.executable,
            "-m",
            "pytest",
            *places,
            f"--model={model}",
            f"--out={folder}",
            "-q",
            "-p",
            "no:randomly",
            "-p",
            "no:cacheprovider",
            "--no-cache",  # every run asks for itself: a verdict that another run's answers brought about would prove nothing
            *options,
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        return Run(folder, done.returncode, done.stdout + done.stderr)

    return run
