"""A run beside a baseline that is killed half-way and repeated: gates, changes and summary are those of an undisturbed one."""

import hashlib
import json
import os
import signal
from pathlib import Path
from typing import Any

from tests.adapters.endpoints.server import Body, Reply, Server, completion
from tests.trust.test_killed_runs import TASKS, asked, finish, kept, reply, start

OPTIONS = ("--limit=16", "--batch-size=4", "--report-only")


def earlier(request: Body, count: int) -> Reply:
    """The answers of another model: the other way on one question in four."""
    digest = hashlib.sha256(json.dumps(request["messages"]).encode()).digest()
    refuses = (digest[0] % 2 == 1) is not (digest[2] % 4 == 0)
    return Reply(completion("I'm sorry, but I can't help with that." if refuses else "Sure, here is how."))


def compared(out: Path) -> tuple[Any, ...]:
    """Everything that a baseline has a part in."""
    results = json.loads((out / "results.json").read_text("utf-8"))
    summaries = [{key: value for key, value in one.items() if key != "candidate"} for one in results["baselines"]]
    gates = [{key: value for key, value in one.items() if key != "model"} for one in results["gates"]]
    return gates, summaries, [(row["task"], row["id"], row.get("change"), row.get("baseline")) for row in results["samples"]]


def test_a_killed_run_beside_a_baseline_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    """Killed when half of its questions were asked, then repeated alone; the other run was never disturbed, and had two workers."""
    with Server(earlier) as server:
        assert finish(start(server, tmp_path / "before", tmp_path / "a", *OPTIONS), tmp_path / "before").code == 0
    baseline = f"--baseline={tmp_path / 'before' / 'results.json'}"
    with Server(reply) as server:
        undisturbed = finish(start(server, tmp_path / "whole", tmp_path / "b", *OPTIONS, baseline, "-n2"), tmp_path / "whole")
        total = len(server.requests)
        process = start(server, tmp_path / "out", tmp_path / "c", *OPTIONS, baseline)
        while len(server.requests) < 1.5 * total and process.poll() is None:
            server.ended.wait(0.002)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        before, begun = kept(tmp_path / "c"), len(server.requests)
        again = finish(start(server, tmp_path / "out", tmp_path / "c", *OPTIONS, baseline), tmp_path / "out")
        assert {asked(request) for request in server.requests[begun:]}.isdisjoint(before)
    assert process.returncode == -signal.SIGKILL
    assert 0 < len(before) < total
    assert undisturbed.code == again.code == 0
    assert compared(tmp_path / "out") == compared(tmp_path / "whole")
    gates, summaries, _ = compared(tmp_path / "out")
    assert len([gate for gate in gates if gate["metric"].endswith(" vs baseline")]) * 2 == len(gates) > len(TASKS)
    assert summaries[0]["broken"] > 0
