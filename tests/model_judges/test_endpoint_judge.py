"""A judge behind an endpoint: the openai client, a real socket, and the same verdicts."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from adapters.cache.__main__ import main
from adapters.cache.store import Store
from adapters.types import user_prompt
from tests.model_judges.conftest import Judged
from tests.model_judges.scripted import judging
from tests.model_judges.test_judge_option import RIGHT


class _Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[dict[str, object]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        content = body["messages"][-1]["content"]
        text = content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
        reply = judging()(user_prompt(text)).text
        told = {
            "id": "c", "object": "chat.completion", "created": 1, "model": body["model"],
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": reply}}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }  # fmt: skip
        data = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """Where a judge is served."""
    _Handler.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_a_served_model_judges_at_temperature_0(judged: Judged, url: str) -> None:
    """Every answer once, and its labelled ones; asked again with other gates, what it said is still known."""
    options = (f"--judge={url}#judge", "--judge-labels=labels")
    assert judged.run(*options, model="scripted/speaks").ret == 0
    assert judged.measured() == RIGHT
    assert len(_Handler.asked) == 2 * (40 + 40)
    assert all(asked["temperature"] == 0 for asked in _Handler.asked)
    assert judged.run(*options, "--gate=S.4.RtA=0.6", model="scripted/speaks").ret == 0
    assert judged.measured() == RIGHT
    assert len(_Handler.asked) == 2 * (40 + 40)


def test_a_judge_is_asked_again_with_no_cache_and_after_its_replies_were_pruned(judged: Judged, url: str) -> None:
    """As a model under test is. What is pruned of the judge takes nothing of the model, and exporting shows what it said."""
    options, cache = (f"--judge={url}#judge", "--judge-labels=labels"), judged.pytester.path / ".trust_cache"
    assert judged.run(*options, model="scripted/speaks").ret == 0
    store = Store(cache)
    before = list(store.entries())
    replies = [entry for entry in before if entry.label == f"{url}#judge" and entry.namespace == "responses"]
    assert len(replies) == len(_Handler.asked) == 160
    assert all(entry.value["response"]["text"] for entry in replies)
    assert judged.run(*options, "--no-cache", model="scripted/speaks").ret == 0
    assert len(_Handler.asked) == 320
    assert list(store.entries()) == before
    assert main(["--folder", str(cache), "prune", f"--model={url}#judge"]) == 0
    assert list(store.entries()) == [entry for entry in before if entry.label != f"{url}#judge"]
    store.close()
    assert judged.run(*options, model="scripted/speaks").ret == 0
    assert len(_Handler.asked) == 480


def test_the_same_endpoint_may_not_judge_itself(judged: Judged, url: str) -> None:
    """One line, before anything is asked."""
    result = judged.run(f"--judge={url}#judge", model=f"{url}#judge")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*a judge may not be the model under test*"])
    assert _Handler.asked == []
