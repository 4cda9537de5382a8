"""A judge's server in a process of its own, which dies in the middle of a reply: `python -m tests.model_judges.dying PORT_FILE AT`."""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import ClassVar

from adapters.types import user_prompt
from tests.model_judges.scripted import judging


class Handler(BaseHTTPRequestHandler):
    """Judges by the word REFUSE; dead from request number `dies_at` on, half a reply sent."""

    dies_at: ClassVar[int] = -1
    numbers: ClassVar = count()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        dies = next(self.numbers) == self.dies_at
        data = reply(body)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if dies else data)
        if dies:
            self.wfile.flush()
            os._exit(9)  # nothing is closed or said: as killed by the kernel

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def reply(body: dict[str, object]) -> bytes:
    """The whole reply to a request."""
    messages = body["messages"]
    assert isinstance(messages, list)
    content = messages[-1]["content"]
    text = content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
    message = {"role": "assistant", "content": judging()(user_prompt(text)).text}
    told = {
        "id": "c", "object": "chat.completion", "created": 1, "model": body["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }  # fmt: skip
    return json.dumps(told).encode()


if __name__ == "__main__":
    Handler.dies_at = int(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Path(sys.argv[1]).write_text(str(server.server_port))
    server.serve_forever()
