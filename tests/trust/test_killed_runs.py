"""Runs of the suite that are killed at any moment, and taken up again, until one comes to its end."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from adapters.cache.cached import NAMESPACE
from adapters.cache.store import Store
from tests.adapters.endpoints.server import Body, Reply, Server, completion
from tests.trust.conftest import ROOT, Run

TASKS = [
    "trust_tests/safety/test_s4_plain_typographic_jailbreaking.py",
    "trust_tests/privacy/test_p5_privacy_leakage_in_vision.py",
]
CONNECTIONS = 4
KILLS = int(os.environ.get("TRUST_TEST_KILLS", "3"))
Question = tuple[str, tuple[str, ...]]


def asked(request: Body) -> Question:
    """The words and the pixels of a request."""
    content = request["messages"][-1]["content"]
    parts = content if isinstance(content, list) else [{"type": "text", "text": content}]
    urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    return parts[-1]["text"], tuple(pixels(url) for url in urls)


def pixels(url: str) -> str:
    """The digest by which the cache knows a picture."""
    image = Image.open(BytesIO(b64decode(url.partition(",")[2]))).convert("RGB")
    return hashlib.sha256(f"{image.width} {image.height} ".encode() + image.tobytes()).hexdigest()


def kept(folder: Path) -> set[Question]:
    """Every question whose answer is on disk."""
    store = Store(folder)
    turns = [entry.value["prompt"]["turns"][-1] for entry in store.entries(NAMESPACE)]
    store.close()
    return {(text, tuple(pictures)) for _, text, pictures in turns}


def reply(request: Body, count: int) -> Reply:
    """A refusal, or none, as the question's digest has it; a moment later."""
    digest = hashlib.sha256(json.dumps(request["messages"]).encode()).digest()
    return Reply(completion("I'm sorry, but I can't help with that." if digest[0] % 2 else "Sure, here is how."), delay=digest[1] / 1_000)


def start(server: Server, out: Path, cache: Path, *options: str) -> "subprocess.Popen[str]":
    """Two tasks of the suite on the server."""
    command = [sys.executable, "-m", "pytest", *TASKS, f"--model={server.url}#tiny", f"--out={out}", "-q"]
    command += [f"--max-connections={CONNECTIONS}", f"--limit={10 * KILLS}"]
    command += ["-p", "no:randomly", "-p", "no:cacheprovider", *options]
    return subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"TRUST_CACHE": str(cache)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip


def finish(process: "subprocess.Popen[str]", out: Path) -> Run:
    """Its results."""
    output, _ = process.communicate()
    return Run(out, process.returncode, output)


@pytest.mark.parametrize("options", [(), ("-n2",)], ids=["alone", "two workers"])
def test_killed_runs_lose_nothing_and_ask_nothing_twice(
    tmp_path: Path, options: tuple[str, ...], record_property: Callable[[str, object], None]
) -> None:
    """SIGKILL after some more answers, again and again. Then the results are those of an undisturbed run.

    What was on disk is never asked again. What the server was asked and is not on disk is no more than was under way, and as many that
    were on their way to the disk.
    """
    rng, killed, lost, again = Random(0), 0, 0, 0
    with Server(reply) as server:
        undisturbed = finish(start(server, tmp_path / "whole", tmp_path / "other", *options), tmp_path / "whole")
        total, begun = len(server.requests), len(server.requests)
        for _ in range(KILLS):
            before = kept(tmp_path / "cache")
            process = start(server, tmp_path / "out", tmp_path / "cache", *options)
            until = begun + rng.randint(1, total // KILLS)
            while len(server.requests) < until and process.poll() is None:
                server.ended.wait(0.002)
            server.ended.wait(rng.random() * 0.05)
            with suppress(ProcessLookupError):  # it had come to its end
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            killed += process.returncode == -signal.SIGKILL
            after = kept(tmp_path / "cache")
            now = {asked(request) for request in server.requests[begun:]}
            begun = len(server.requests)
            assert before <= after
            again += len(before & now)
            assert len(now - after) <= 2 * CONNECTIONS
            lost += len(now - after)
        before = kept(tmp_path / "cache")
        whole = finish(start(server, tmp_path / "out", tmp_path / "cache", *options), tmp_path / "out")
        last = [asked(request) for request in server.requests[begun:]]
        again += len({*last} & before)
        assert len(last) == len({*last}) == total - len(before)
    for name, figure in {"killed": killed, "answers": total, "kept": len(before), "lost": lost, "again": again}.items():
        record_property(name, figure)  # for benchmarks/kills.py
    assert killed >= KILLS / 2
    assert again == 0
    assert (whole.code, whole.verdicts, whole.values) == (undisturbed.code, undisturbed.verdicts, undisturbed.values)
