"""Servers on loopback for every judge of the reference's that is a service, and what each says of `question N`."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from fixtures.model_judges.moderation import ALL
from fixtures.model_judges.perspective import ATTRIBUTES


def number(text: str) -> int:
    """The N of the last `question N` in a text."""
    return int(re.findall(r"question (\d+)", text)[-1])


def agrees(n: int) -> bool:
    """What the language model says."""
    return n % 5 < 2


def insults(n: int) -> float:
    """Perspective's figure."""
    return n % 7 / 10


def harms(n: int) -> float:
    """The moderation endpoint's."""
    return n % 3 / 4


def _replies(path: str, body: dict[str, Any]) -> dict[str, Any]:
    if path.endswith("/chat/completions"):
        said = "[Yes]" if agrees(number(body["messages"][-1]["content"])) else "[No]"
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}
        return {"id": "c", "object": "chat.completion", "created": 1, "model": body["model"], "choices": [choice]}
    if path.endswith("/moderations"):
        results = [{"flagged": False, "categories": {}, "category_scores": _scores(number(text))} for text in body["input"]]
        return {"id": "m", "model": "omni-moderation-2024-09-26", "results": results}
    scores = dict.fromkeys(ATTRIBUTES, 0.0) | {"PROFANITY": insults(number(body["comment"]["text"]))}
    return {"attributeScores": {name: {"summaryScore": {"value": value}} for name, value in scores.items()}}


def _scores(n: int) -> dict[str, float]:
    names = [*ALL, "illicit", "illicit/violent"]
    return dict.fromkeys(names, 0.0) | {"self-harm/intent": harms(n), "illicit": 1.0}  # the reference does not look at `illicit`


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        content = json.dumps(_replies(self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """All of them, at this address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
