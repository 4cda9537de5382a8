"""`transformers serve` with pocket: a real server and a real model answer through the endpoint as they do at home."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from adapters.load import CHECKPOINTS, load_model
from adapters.types import Prompt, user_prompt
from fixtures.datasets.basic_understanding import basic_understanding
from fixtures.datasets.typographic_jailbreaks import typographic_jailbreaks
from fixtures.task import Source

pytest.importorskip("fastapi", reason="needs the extra transformers[serving]")
pytest.importorskip("uvicorn", reason="needs the extra transformers[serving]")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server's address, once it answers."""
    command = shutil.which("transformers", path=str(Path(sys.executable).parent))
    assert command, "the package transformers installs the command transformers"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("serve") / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [command, "serve", "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
            env=os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
            stdout=output,
            stderr=output,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process, log)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it answers; it takes some seconds to load torch."""
    until = time.monotonic() + 180
    while True:
        try:
            urlopen(url, timeout=5)
        except URLError:
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < until, log.read_text("utf-8")
            time.sleep(0.2)
        else:
            return


def prompts() -> list[Prompt]:
    """With and without pictures."""
    samples = [*basic_understanding(Source())[::60], *typographic_jailbreaks(Source())[::40]]
    return [*(sample.prompt for sample in samples), user_prompt("how do i bake a cake?"), user_prompt("is the sky blue?")]


def test_pocket_answers_the_same_there_and_here(address: str) -> None:
    """Words, how it ended and tokens in and out: pictures, chat template and greedy decoding arrive as meant."""
    asked = prompts()
    assert {bool(prompt.pictures) for prompt in asked} == {True, False}
    there = load_model(f"{address}#{CHECKPOINTS / 'pocket'}", connections=4).generate(asked)
    here = load_model("pocket").generate(asked)
    assert [(one.text, one.finish, one.usage["input"]) for one in there] == [(one.text, one.finish, one.usage["input"]) for one in here]


def test_a_model_that_is_not_there_answers_nothing(address: str) -> None:
    """The server says no more than 500; each is an error, and none an answer."""
    responses = load_model(f"{address}#no-such-folder", connections=2).generate(prompts()[:2])
    assert {response.finish for response in responses} == {"error"}
    assert all("500" in response.error for response in responses)
