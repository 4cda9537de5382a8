"""Values by namespace and key, in one SQLite file that several processes and runs share.

SQLite in WAL mode, not a file a process: a look-up reads one page and not the whole history, pruning is a statement,
several writers take turns by themselves, and a process that is killed leaves the file whole. Its price: the folder has to be
on a local disk, for WAL needs memory that the processes share.
"""

import json
import sqlite3
import time
import warnings
import weakref
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

BUSY = 60.0  # seconds to wait for another process's turn
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by trustgate; see `python -m adapters.cache`.\n"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    namespace TEXT NOT NULL, key TEXT NOT NULL, label TEXT NOT NULL, made REAL NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (namespace, key)
)
"""


class StoreError(Exception):
    """Raised when the file cannot be opened or read; the message says what to do."""


@dataclass(frozen=True)
class Entry:
    """One kept value. `label` is for people and for pruning: a model's name, say."""

    namespace: str
    key: str
    label: str
    made: float
    value: Any


class Store:
    """Reads in the caller's thread; writes in a thread of its own, as many as wait in one transaction and one fsync."""

    def __init__(self, folder: Path) -> None:
        """Open it, and make it where there is none. Raises StoreError."""
        self.file = folder / "cache.sqlite"
        self._reading, self._lock = _open(folder, self.file), Lock()
        self._writing = _open(folder, self.file)
        self._waiting: list[tuple[Entry, Future[None]]] = []
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="cache")
        self._close = weakref.finalize(self, _close, self._writer, self._reading, self._writing)

    def get(self, namespace: str, keys: Iterable[str]) -> dict[str, Any]:
        """The values of those keys that have one. A value that is not whole counts as none."""
        found: dict[str, Any] = {}
        for some in _slices(list(dict.fromkeys(keys)), 500):
            marks = ",".join("?" * len(some))
            for key, value in self._read(f"SELECT key, value FROM entry WHERE namespace = ? AND key IN ({marks})", (namespace, *some)):
                try:
                    found[key] = json.loads(value)
                except ValueError:
                    continue
        return found

    def put(self, namespace: str, key: str, value: Any, label: str = "") -> "Future[None]":
        """Keep a JSON value; the first one kept stays. The future is done once the value would survive a power cut.

        What cannot be written is a warning, and not an error: the run has its answer all the same.
        """
        kept: Future[None] = Future()
        with self._lock:
            called = bool(self._waiting)  # whoever came first has called the writer, and it takes all that wait
            self._waiting.append((Entry(namespace, key, label, time.time(), value), kept))
        if not called:
            self._writer.submit(self._write)
        return kept

    def entries(self, namespace: str = "", label: str = "") -> Iterator[Entry]:
        """Everything kept, oldest first; of one namespace, of one label."""
        rows = self._read(
            "SELECT namespace, key, label, made, value FROM entry WHERE (? IN ('', namespace)) AND (? IN ('', label)) ORDER BY made",
            (namespace, label),
        )
        return (Entry(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows)

    def counts(self) -> list[tuple[str, str, int, float, float]]:
        """(namespace, label, how many, the oldest's time, the newest's time)."""
        return self._read("SELECT namespace, label, count(*), min(made), max(made) FROM entry GROUP BY 1, 2 ORDER BY 1, 2", ())

    def prune(self, namespace: str = "", label: str = "", before: float = float("inf")) -> int:
        """Forget what matches all three; how many were forgotten. The file shrinks."""
        done = self._writer.submit(self._prune, namespace, label, before)
        return done.result()

    def close(self) -> None:
        """Write what waits, and close the file."""
        self._close()

    def _prune(self, namespace: str, label: str, before: float) -> int:
        where = "(? IN ('', namespace)) AND (? IN ('', label)) AND made < ?"
        with self._writing:
            count = self._writing.execute(f"DELETE FROM entry WHERE {where}", (namespace, label, before)).rowcount
        self._writing.execute("VACUUM")
        return count

    def _read(self, query: str, values: Sequence[Any]) -> list[Any]:
        try:
            with self._lock:
                return self._reading.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{self.file} cannot be read ({error}); move it away, or type --no-cache") from error

    def _write(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            with self._writing:
                self._writing.executemany(
                    "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?, ?)",
                    [(e.namespace, e.key, e.label, e.made, as_json(e.value)) for e, _ in waiting],
                )
        except sqlite3.Error as error:
            warnings.warn(f"{self.file}: cannot keep {len(waiting)} answers ({error}); the next run asks them again", stacklevel=2)
        finally:
            for _, kept in waiting:
                kept.set_result(None)


def as_json(value: Any) -> str:
    """The value as JSON that has bytes: half a surrogate pair, as servers send it of an emoji cut in two, stays an escape."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _open(folder: Path, file: Path) -> sqlite3.Connection:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in {".gitignore": "*\n", "CACHEDIR.TAG": _TAG}.items():
            if not (folder / name).exists():
                (folder / name).write_text(text, "utf-8")
        connection = sqlite3.connect(file, timeout=BUSY, check_same_thread=False)
        _set_up(connection)
        return connection
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{file} cannot be used as a cache ({error}); move it away, set TRUST_CACHE=FOLDER, or type --no-cache") from error


def _set_up(connection: sqlite3.Connection) -> None:
    """Switching to WAL does not wait for other processes as everything else does, so it is tried for a while."""
    until = time.monotonic() + BUSY
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
    connection.execute("PRAGMA synchronous = FULL")
    with connection:
        connection.execute(_SCHEMA)


def _close(writer: ThreadPoolExecutor, *connections: sqlite3.Connection) -> None:
    with suppress(RuntimeError):  # the writer itself was the last to know the store: nothing waits, and no thread waits for itself
        writer.shutdown(wait=True)
    for connection in connections:
        connection.close()


def _slices(keys: list[str], size: int) -> Iterator[list[str]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
