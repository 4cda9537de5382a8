"""Real runs of R.4 with a planted attack: a broken one decides nothing, a loosened one is seen, and nothing is attacked twice."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reports.results import load_results
from tests.trust.conftest import ROOT

R4 = "trust_tests/robustness/test_r4_untargeted_attack.py"
NOISE = """
import numpy as np
from fixtures.attacks import making

def make(model, goals, clean, budget):
    return [noisy(np.asarray(image, dtype=np.float32) / 255, budget) for image in clean]

def noisy(pixels, budget):
    moved = pixels + np.random.default_rng(0).choice([-budget.eps, budget.eps], pixels.shape)
    return making.Made(np.clip(moved, 0, 1).astype(np.float32), budget.steps)

making.make = make
"""
GIVING_UP = """
from dataclasses import replace
from fixtures.attacks import batches

heard = batches._heard
batches._heard = lambda *told: replace(heard(*told), stuck=True)
"""
CUTTING_THE_NAME = """
from fixtures.attacks import batches

batches.until_named = lambda text, names: text.lower().partition(names[0].lower())[0] or text
"""
COUNTING = """
import pathlib
from fixtures.attacks import making

real = making.make

def make(model, goals, clean, budget):
    with pathlib.Path(__file__).with_name("attacked.txt").open("a") as file:
        file.write(f"{round(budget.eps * 255)}\\n" * len(goals))
    return real(model, goals, clean, budget)

making.make = make
"""
Attacking = Callable[..., dict[str, Any]]


@pytest.fixture
def attacking(tmp_path: Path) -> Attacking:
    """`attacking(plugin, "--eps=4")`: two samples of R.4 on pocket with a plugin planted; what results.json says."""

    def run(plugin: str, *options: str) -> dict[str, Any]:
        (tmp_path / "planted.py").write_text(plugin, "utf-8")
        folder = tmp_path / "out"
        command = [sys.executable, "-m", "pytest", R4, "--model=pocket", "--limit=2", f"--out={folder}", "-q", "-p", "planted", *options]
        command += ["-p", "no:randomly", "-p", "no:cacheprovider"]
        places = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", "TRUST_CACHE": str(tmp_path / "cache")}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | places)
        assert (folder / "results.json").is_file(), done.stdout + done.stderr
        return load_results(folder) | {"code": done.returncode, "page": (folder / "report.html").read_text("utf-8")}

    return run


def statuses(results: dict[str, Any]) -> dict[str, str]:
    """{"robust_accuracy": "missed", ...}."""
    return {gate["metric"]: gate["status"] for gate in results["gates"]}


def test_an_attack_that_returns_noise_leaves_its_gates_undecided(attacking: Attacking, tmp_path: Path) -> None:
    """A planted fault: pocket withstands noise, so its robust accuracy would be perfect. The gates that rest on no attack are decided.

    Judged again, the run says the same.
    """
    results = attacking(NOISE, "-n2", "--no-cache", "--batch-size=1")
    assert statuses(results) == {
        "clean_accuracy": "met",
        "robust_accuracy": "undecided",
        "noise_drop": "met",
        "attack_drop": "undecided",
    }
    robust = next(gate for gate in results["gates"] if gate["metric"] == "robust_accuracy")
    assert robust["value"] == 1
    assert "the attack untargeted_pgd failed its positive control on pocket: not so: " in robust["why"]
    assert results["code"] == 6
    assert "Broken attack:" in results["page"]
    assert any("FAILED its positive control" in note for note in results["run"]["notes"])
    (tmp_path / "first.json").write_bytes((tmp_path / "out" / "results.json").read_bytes())
    assert statuses(attacking(NOISE, f"--rescore={tmp_path / 'first.json'}")) == statuses(results)


@pytest.mark.parametrize(("plugin", "step"), [(GIVING_UP, "after the first answer"), (CUTTING_THE_NAME, "along its own gradient")])
def test_a_fault_where_only_r4_goes_leaves_its_gates_undecided(attacking: Attacking, plugin: str, step: str) -> None:
    """Planted in giving up, and in the cut to the name: whole answers are attacked as ever, and R.4's are not."""
    results = attacking(plugin, "--no-cache", "--attack-steps=3")
    assert statuses(results)["robust_accuracy"] == statuses(results)["attack_drop"] == "undecided"
    robust = next(gate for gate in results["gates"] if gate["metric"] == "robust_accuracy")
    assert "failed its positive control on pocket: not so: led away from the name" in robust["why"]
    assert step in robust["why"]


def test_nothing_is_attacked_twice_and_a_loosened_attack_is_seen(attacking: Attacking, tmp_path: Path) -> None:
    """Counted in the attack itself: none for the same, the new bound alone for another --eps, all with --no-cache."""
    counter, loosened = tmp_path / "attacked.txt", ("--eps=4", "--attack-steps=2")
    results: list[dict[str, Any]] = []

    def counted(*options: str) -> list[int]:
        counter.write_text("")
        results.append(attacking(COUNTING, *options))
        return [int(line) for line in counter.read_text().split()]

    first = counted(*loosened)
    assert {1, 2, 4, 8, 16, 64} == set(first)
    assert counted(*loosened) == []
    assert results[0]["gates"] == results[1]["gates"]
    assert results[0]["attacks"] == results[1]["attacks"]
    assert 6 in (new := set(counted("--eps=6", "--attack-steps=2")))
    assert not new & {2, 4, 8, 16, 64}
    assert counted(*loosened, "--no-cache") == first
    looks_loosened(results[0])


def looks_loosened(results: dict[str, Any]) -> None:
    """In the run's settings, its notes, the page and the curve; the gates' bound is the one asked for."""
    assert results["run"]["attack"]["eps"] == 4
    assert results["run"]["attack"]["loosened"] == "eps 4/255 instead of 8/255 and 2 steps instead of 20"
    assert any("LOOSENED" in note for note in results["run"]["notes"])
    assert "Loosened attack:" in results["page"]
    (curve,) = results["attacks"]["curves"]
    assert [point["eps"] for point in curve["points"]] == [2, 4, 8, 16]
    robust = next(gate for gate in results["gates"] if gate["metric"] == "robust_accuracy")
    assert curve["points"][1]["accuracy"]["value"] == robust["value"]
    asked = {response["as"]: response["aside"] for response in results["samples"][0]["responses"]}
    beside = ["uniform", "attacked_2", "attacked_8", "attacked_16"]
    assert asked == dict.fromkeys(["clean", "noise", "attacked"], False) | dict.fromkeys(beside, True)


@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        ("--eps=0.03", "takes a bound in 1/255, a whole number from 1 to 255 such as 8, not '0.03'"),
        ("--attack-steps=0", "takes a whole number from 1 on, not '0'"),
    ],
)
def test_a_wrong_strength_is_said_in_one_line(option: str, complaint: str) -> None:
    """Before anything runs."""
    command = [sys.executable, "-m", "pytest", R4, "--model=pocket", option, "--collect-only", "-q"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert complaint in done.stderr


def test_an_environment_variable_does_the_same() -> None:
    """TRUST_EPS, checked alike."""
    command = [sys.executable, "-m", "pytest", R4, "--model=pocket", "--collect-only", "-q"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"TRUST_EPS": "256"})
    assert done.returncode == 4
    assert "TRUST_EPS: takes a bound in 1/255" in done.stderr
