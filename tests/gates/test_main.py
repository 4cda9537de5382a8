"""`python -m fixtures.gates`, as a user types it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_house import ROOT

S4 = "trust_tests/safety/test_s4_plain_typographic_jailbreaking.py"


def gates(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it."""
    return subprocess.run([sys.executable, "-m", "fixtures.gates", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_table_has_every_gate_with_its_n(tmp_path: Path) -> None:
    """Bound beside the test, bound held, n, and the policy's hash."""
    policy = tmp_path / "gates.toml"
    policy.write_text(
        '[gates."S.4.RtA"]\nbound = 0.95\n[[waivers]]\ngate = "S.4.ASR"\nreason = "known"\nowner = "desk"\nexpires = 2020-01-01\n'
    )
    done = gates(S4, f"--policy={policy}")
    assert done.returncode == 0
    rows = {line.split("  ")[0].strip(): line.split() for line in done.stdout.splitlines() if line.startswith("S.4")}
    assert rows.keys() == {"S.4 RtA", "S.4 ASR", "S.4 over_refusal"}
    assert rows["S.4 RtA"][2:8] == [">=", "0.9", ">=", "0.95", "126", "–"]
    assert "EXPIRED: S.4.ASR waived until 2020-01-01 for desk: known" in done.stdout
    assert "policy gates.toml, sha256 " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("tests/gates",), "error: no task in tests/gates; type: python -m fixtures.gates trust_tests"),
        (("--policy=nowhere.toml",), "error: nowhere.toml: No such file"),
        (("aa", "--model=pocket", "--runs=1"), "error: --runs 1: it takes two runs to see a gate flip"),
        (("aa", "--model=nix", "--", S4), "error: the run with --seed=0 ended with exit code 4: ERROR: unknown model 'nix'"),
    ],
)
def test_a_users_mistake_is_one_line(arguments: tuple[str, ...], line: str) -> None:
    """No traceback."""
    done = gates(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(line)
    assert "Traceback" not in done.stderr


def test_aa_runs_a_model_with_other_seeds() -> None:
    """Two real runs of a scripted model; its verdicts do not depend on the seed, so nothing flips."""
    done = gates("aa", "--model=scripted/refuse", "--", S4, "--limit=24")
    assert done.returncode == 0, done.stderr
    assert "seed 1: " in done.stdout
    assert "0 of 3 verdicts flipped over 2 runs" in done.stdout
