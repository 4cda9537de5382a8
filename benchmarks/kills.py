"""Twenty runs of two tasks, each killed at a random moment and taken up by the next: tests/trust/test_killed_runs.py, at length."""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS = 20


def figures() -> Iterator[tuple[str, str]]:
    """One process, and two workers. The test fails when anything kept is asked again, or the results are not an undisturbed run's."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "tests/trust/test_killed_runs.py", "-q", "-p", "no:randomly", f"--junitxml={report}"]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | {"TRUST_TEST_KILLS": str(ROUNDS)}, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stdout)
        for case in ElementTree.parse(report).iter("testcase"):
            said = {row.get("name"): row.get("value") for row in case.iter("property")}
            name = f"{ROUNDS} rounds of kill -9, {case.get('name', '').partition('[')[2].rstrip(']')}"
            yield f"{name}: killed before the end; answers, of them on disk by then", "{killed}; {answers}, {kept}".format(**said)
            yield f"{name}: kept and asked again; not yet kept, and asked again", "{again}; {lost}".format(**said)
