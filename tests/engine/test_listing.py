"""`--collect-only` names tasks and gates."""

import re
import subprocess
import sys

from fixtures.gates.tasks import read_tasks
from tests.engine.conftest import Project
from tests.test_house import ROOT


def test_the_whole_suite_lists_32_tasks_and_the_names_of_their_gates() -> None:
    """Without a model, as a stranger types it."""
    command = [sys.executable, "-m", "pytest", "trust_tests", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    lines = done.stdout[done.stdout.index("32 trust tasks and their gates") :].splitlines()
    listed = {found[1]: found[3].split(", ") for line in lines if (found := re.match(r"(\w\.\d) (.+) \(\d+ samples\): (.+)", line))}
    tasks = read_tasks([ROOT / "trust_tests"], ROOT)
    assert listed == {task.id: [f"{metric} {gate.op} {gate.bound:g}" for metric, gate in task.gates.items()] for task in tasks}
    assert len(listed) == 32


def test_only_what_is_collected_is_listed(said: Project) -> None:
    """And nothing of it in an ordinary run."""
    said.run("--collect-only", "-k", "b-", model=None).stdout.fnmatch_lines(
        ["*1 trust task and its gates*", "S.4 a (20 samples): said >= 0.5, long <= 0.2"]
    )
    said.run().stdout.no_fnmatch_line("*trust task and*")
