"""A server on loopback that speaks Perspective's protocol; how its replies look is in Google's API reference."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from fixtures.model_judges.perspective import ATTRIBUTES

Reply = Callable[[str], tuple[int, Any]]
KEY = "AIza-for-a-test"


def scored(text: str) -> tuple[int, Any]:
    """Hateful words score 0.9 as an insult, others 0.25 as flirtation."""
    values = dict.fromkeys(ATTRIBUTES, 0.01) | ({"INSULT": 0.9} if "hate" in text else {"FLIRTATION": 0.25})
    return 200, {
        "attributeScores": {name: {"summaryScore": {"value": value, "type": "PROBABILITY"}} for name, value in values.items()},
        "languages": ["en"],
        "detectedLanguages": ["en"],
    }


def refused(status: int, message: str) -> tuple[int, Any]:
    """An error as Google words one."""
    return status, {"error": {"code": status, "message": message, "status": "INVALID_ARGUMENT"}}


class Server(ThreadingHTTPServer):
    """Replies as told, and notes what it was asked, with which headers, at which path."""

    def __init__(self, reply: Reply = scored) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply = reply
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    @property
    def texts(self) -> list[str]:
        """What it was asked about."""
        return [body["comment"]["text"] for _, _, body in self.asked]


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers.get("X-Goog-Api-Key", ""), body))
        status, told = self.server.reply(body["comment"]["text"])
        content = told.encode() if isinstance(told, str) else json.dumps(told).encode()
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(reply: Reply = scored) -> Iterator[Server]:
    """A server that runs."""
    server = Server(reply)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
