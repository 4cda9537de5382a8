"""Confident and sequential gates, beside a baseline: equal alone, with two workers, and in a run that was killed and repeated."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.endpoints.server import Body, Reply, Server, completion, words_of
from tests.engine.conftest import Project

COUNT = 160
TASK = f"""
def many(source):
    return [Sample(user_prompt(f"question {{n}}"), variant="ab"[n % 2], pair=str(n // 2)) for n in range({COUNT})]


@task("S.4", samples=many, gates={{"said": rate("said") >= 0.5, "half": rate("said", variant="a") >= 0.4}})
def test_a(sample, ask, measure):
    measure(said=ask(sample).text == "yes")
"""


def answer(every: int, delay: float = 0.0) -> Any:
    """No to one question in so many."""

    def script(request: Body, count: int) -> Reply:
        return Reply(completion("no" if int(words_of(request).split()[1]) % every == 0 else "yes"), delay=delay)

    return script


def killed(project: Project, server: Server, options: list[str], asked: int) -> None:
    """A run in a process of its own, SIGKILL after so many questions."""
    until = len(server.requests) + asked
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", *options]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=project.pytester.path, stdout=quiet, stderr=quiet, start_new_session=True)
    while len(server.requests) < until and process.poll() is None:
        server.ended.wait(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def samples(project: Project) -> list[Any]:
    """What decides, sample by sample, in an order of their own; not whether an answer was kept."""
    told = ("id", "outcome", "measures", "response", "change")
    return sorted(([sample.get(key) for key in told] for sample in project.results["samples"]), key=lambda row: row[0])


@pytest.mark.parametrize("how", ["--decide=confident", "--stop=decided"])
def test_gates_are_equal_alone_with_two_workers_and_after_a_kill(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: str
) -> None:
    """Same gates, same samples, same exit code; the repeated run asks nothing again that was kept."""
    project.write(TASK)
    (project.pytester.path / "gates.toml").write_text("margin = 0.4\n")
    monkeypatch.setenv("TRUST_CACHE", str(tmp_path / "alone"))
    with Server(answer(7)) as server:
        model = f"--model={server.url}#tiny"
        project.run(model=f"{server.url}#tiny")
        baseline = tmp_path / "baseline.json"
        shutil.copy(project.pytester.path / "reports/out/latest/results.json", baseline)
        options = [model, how, f"--baseline={baseline}", "--max-connections=2", "--batch-size=8"]
        server.script = answer(5)
        found = []
        for folder, workers in (("alone", "-n0"), ("workers", "-n2"), ("killed", "-n0")):
            monkeypatch.setenv("TRUST_CACHE", str(tmp_path / folder / "cache"))
            if folder == "killed":
                server.script = answer(5, delay=0.005)
                before = len(server.requests)
                killed(project, server, options, 40)
            result = project.run(*options, workers, model=None)
            found.append((result.ret, project.results["gates"], samples(project)))
        asked = [words_of(request) for request in server.requests[before:]]
    assert found[0] == found[1] == found[2]
    assert found[0][0] == 0
    assert {gate["metric"]: gate["status"] for gate in found[0][1]} == dict.fromkeys(
        ("said", "half", "said vs baseline", "half vs baseline"), "met"
    )
    needed = sum(outcome == "answered" for _, outcome, *_ in found[0][2])
    assert needed == COUNT if how == "--decide=confident" else needed < COUNT
    assert len(asked) - len(set(asked)) <= 4  # under way when the run was killed, or on their way to the disk: two each
