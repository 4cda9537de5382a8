"""A hub on loopback: the two addresses that huggingface_hub asks, for checkpoints that lie in folders."""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

Answer = tuple[int, Mapping[str, str], bytes]
Commits = Callable[[str], str | None]


def missing(code: str, status: int = 404) -> Answer:
    """As the hub says that something is not there, or not for everybody."""
    return status, {"X-Error-Code": code}, b""


class Hub:
    """One repository, acme/eyes: `commits` tells what a revision holds at this look, `folders` has the files of each commit."""

    def __init__(self, commits: Commits, folders: Mapping[str, Path] | None = None) -> None:
        self.commits = commits
        self.folders = folders or {}
        self.asked: list[str] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))

    @property
    def url(self) -> str:
        """What HF_ENDPOINT is."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> "Hub":
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def answer(self, path: str) -> Answer:
        """What stands at an address."""
        self.asked.append(path)
        if path.startswith("/api/models/acme/eyes/revision/"):
            commit = self.commits(path.rpartition("/revision/")[2])
            return (200, {}, json.dumps({"id": "acme/eyes", "sha": commit}).encode()) if commit else missing("RevisionNotFound")
        if path.startswith("/acme/eyes/resolve/"):
            revision, _, name = path.removeprefix("/acme/eyes/resolve/").partition("/")
            return self._file(revision if revision in self.folders else self.commits(revision) or "", name)
        return missing("EntryNotFound" if path.startswith("/api/models/acme/eyes/") else "RepoNotFound")

    def _file(self, commit: str, name: str) -> Answer:
        if commit not in self.folders:
            return missing("RevisionNotFound")
        file = self.folders[commit] / name
        headers = {"X-Repo-Commit": commit}
        if not file.is_file():
            return 404, {**headers, "X-Error-Code": "EntryNotFound"}, b""
        content = file.read_bytes()
        return 200, {**headers, "ETag": f'"{hashlib.sha256(content).hexdigest()}"'}, content


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, content = hub.answer(unquote(urlsplit(self.path).path))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler
