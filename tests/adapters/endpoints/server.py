"""A chat completions server on loopback that answers, or fails in whatever way it is told to."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What the server does with one request."""

    body: bytes | Body = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    fault: str = ""  # "cut": close without a word; "truncate": half the body; "drip": a byte now and then; "hang": never


def completion(text: str | None = "yes", finish: str = "stop", model: str = "tiny", usage: Body | None = None, **message: Any) -> Body:
    """An ordinary completion."""
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text, **message}, "finish_reason": finish}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12} if usage is None else usage,
    }


def words_of(request: Body) -> str:
    """The text of a request's last message."""
    content = request["messages"][-1]["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


Script = Callable[[Body, int], Reply]
"""What to do with a request that is asked for the n-th time, from 1."""


class Server:
    """Runs a script; remembers every request, how often each was asked, and how many were under way at once."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Body] = []
        self.asked: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self._http = _HTTP(("127.0.0.1", 0), _handler(self))
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        """What --model takes."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> "Server":
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._http.shutdown()
        self._http.server_close()

    def take(self, request: Body) -> Reply:
        """What the script says."""
        key = json.dumps(request["messages"], sort_keys=True)
        with self._lock:
            self.requests.append(request)
            self.asked[key] += 1
            count = self.asked[key]
        return self.script(request, count)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Count requests at once."""
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1


class _HTTP(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # or connections beyond five are tried again after a second

    def handle_error(self, *_: object) -> None:
        """A client that is killed is no news."""


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            """One request."""
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with server.under_way(), suppress(ConnectionError):
                reply = server.take(request)
                server.ended.wait(reply.delay)
                self._send(reply)

        def _send(self, reply: Reply) -> None:
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            if reply.fault in ("cut", "hang"):
                if reply.fault == "hang":
                    server.ended.wait()
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in {"content-type": "application/json", "content-length": str(len(body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.close_connection = self.close_connection or bool(reply.fault)
            if reply.fault == "drip":
                for place in range(len(body)):
                    self.wfile.write(body[place : place + 1])
                    if server.ended.wait(0.05):
                        return
            self.wfile.write(body[: len(body) // 2] if reply.fault == "truncate" else body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
