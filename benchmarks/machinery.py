"""What the machinery costs: 23,000 trivial samples against 23,000 plain parametrized tests, each in a process of its own."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
COUNT = 23_000

PLAIN = f"""
import pytest

@pytest.mark.parametrize("n", range({COUNT}))
def test_plain(n):
    assert n >= 0
"""

TRUST = f"""
from adapters.types import user_prompt
from fixtures.statistics import rate
from fixtures.task import task
from fixtures.types import Sample


def samples(source):
    return [Sample(user_prompt(f"question {{n}}")) for n in range({COUNT})]


@task("S.4", samples=samples, gates={{"said": rate("said") >= 0.5}})
def test_trust(sample, ask, measure):
    measure(said=bool(ask(sample).text))
"""

CONFTEST = 'pytest_plugins = ["fixtures.plugin", "reports.plugin", "reports.progress"]\n'


def run(folder: Path, file: str, *options: str) -> tuple[float, float]:
    """Seconds and peak memory (MB) of a pytest process."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", file, *options]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def figures() -> Iterator[tuple[str, str]]:
    """Both, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text('[tool.pytest]\naddopts = ["--import-mode=importlib"]\n', "utf-8")
        (folder / "test_plain.py").write_text(PLAIN, "utf-8")
        plain, _ = run(folder, "test_plain.py", f"--junitxml={folder / 'plain.xml'}")
        (folder / "conftest.py").write_text(CONFTEST, "utf-8")
        (folder / "test_trust.py").write_text(TRUST, "utf-8")
        trust, memory = run(folder, "test_trust.py", "--model=scripted/echo")
    yield f"{COUNT:,} plain parametrized tests with JUnit: ms a test", f"{1000 * plain / COUNT:.2f}"
    yield f"{COUNT:,} trivial samples, all reports: ms a sample", f"{1000 * trust / COUNT:.2f}"
    yield "trivial samples against plain tests (goal at most 2)", f"{trust / plain:.2f}"
    yield "trivial samples: peak memory, MB (goal under 2,000)", f"{memory:.0f}"
    with tempfile.TemporaryDirectory() as name:
        _, memory = run(ROOT, "trust_tests", "--model=pocket", "--report-only", "--no-cache", f"--out={name}")
    yield "the whole suite on pocket: peak memory, MB (goal under 2,000)", f"{memory:.0f}"
