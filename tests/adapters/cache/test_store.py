"""The store: what was put there stays there, whoever is killed, and several may use it at once."""

import os
import signal
import sqlite3
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.cache.store import Store, StoreError

ROOT = Path(__file__).parents[3]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(min_size=1), JSON, max_size=8))
@settings(max_examples=25, deadline=None)
def test_what_is_put_is_there_for_the_next(values: dict[str, object]) -> None:
    """Any JSON under any key, in another store on the same file."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as name:
        first = Store(Path(name))
        for key, value in values.items():
            first.put("n", key, value).result()
        second = Store(Path(name))
        assert second.get("n", [*values, "never put"]) == values
        assert second.get("other", values) == {}
        first.close()
        second.close()


def test_half_a_surrogate_pair_is_kept_and_costs_no_neighbour(store: Store) -> None:
    """Servers send it where the longest answer ends inside an emoji; it has no UTF-8, and is written with what waits beside it."""
    half = "\ud83d"
    said = {f"{half} {number}": f"cut {half * (number == 2)}" for number in range(5)}
    with warnings.catch_warnings(action="error"):
        for kept in [store.put("n", key.replace(half, "k"), {"text": text}) for key, text in said.items()]:
            kept.result()
    assert [value["text"] for value in store.get("n", [f"k {number}" for number in range(5)]).values()] == list(said.values())


def test_the_first_value_stays(store: Store) -> None:
    """Two runs that asked the same at once both go on with one answer from then on."""
    store.put("n", "k", "first").result()
    store.put("n", "k", "second").result()
    assert store.get("n", ["k"]) == {"k": "first"}


def test_more_keys_than_one_statement_takes(store: Store) -> None:
    """Some thousand at once."""
    for kept in [store.put("n", str(number), number) for number in range(3_000)]:
        kept.result()
    assert store.get("n", map(str, range(3_100))) == {str(number): number for number in range(3_000)}


PUTS = """
import sys
from pathlib import Path
from adapters.cache.store import Store

store = Store(Path(sys.argv[1]))
for number in range(10_000):
    store.put("n", f"{sys.argv[2]} {number}", number).result()
    print(number, flush=True)
"""


def writer(folder: Path, name: str) -> "subprocess.Popen[str]":
    """A process that puts values and prints each once it is kept."""
    return subprocess.Popen([sys.executable, "-c", PUTS, str(folder), name], cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("after", [1, 7, 40])
def test_what_was_kept_survives_a_kill(tmp_path: Path, after: int) -> None:
    """SIGKILL between any two instructions: every value whose `put` was done is there."""
    process = writer(tmp_path, "a")
    assert process.stdout
    done = [int(process.stdout.readline()) for _ in range(after)]
    process.kill()
    done += [int(line) for line in process.stdout.read().split()]
    process.wait()
    store = Store(tmp_path)
    assert store.get("n", [f"a {number}" for number in done]) == {f"a {number}": number for number in done}
    store.close()


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    """Four of them, opened together on a folder that is not there yet; one is killed; nothing of the others is lost."""
    processes = [writer(tmp_path / "new", name) for name in "abcd"]
    heard: dict[str, list[int]] = {name: [] for name in "abcd"}

    def listen(name: str, process: "subprocess.Popen[str]") -> None:
        assert process.stdout
        for line in process.stdout:
            heard[name].append(int(line))
            if len(heard[name]) == 30:
                os.kill(process.pid, signal.SIGKILL)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(listen, heard, processes))
    for process in processes:
        process.wait()
    store = Store(tmp_path / "new")
    for name, numbers in heard.items():
        assert len(numbers) >= 30
        assert len(store.get("n", [f"{name} {number}" for number in numbers])) == len(numbers)
    store.close()


def test_a_file_that_is_no_cache_is_said_in_one_line(tmp_path: Path) -> None:
    """With what to type."""
    (tmp_path / "cache.sqlite").write_bytes(b"not a database, not at all" * 50)
    with pytest.raises(StoreError, match=r"cache\.sqlite cannot be used as a cache .*--no-cache"):
        Store(tmp_path)


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    """A file stands in its place."""
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StoreError, match="TRUST_CACHE=FOLDER"):
        Store(tmp_path / "file" / "cache")


def test_a_value_that_is_not_whole_is_none(store: Store) -> None:
    """Half a JSON in the file is asked again."""
    store.put("n", "k", {"a": 1}).result()
    with sqlite3.connect(store.file) as connection:
        connection.execute("UPDATE entry SET value = '{\"a\": '")
    assert store.get("n", ["k"]) == {}


def test_a_value_that_cannot_be_written_is_a_warning(store: Store) -> None:
    """The run goes on."""
    with sqlite3.connect(store.file) as connection:
        connection.execute("DROP TABLE entry")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        store.put("n", "k", 1).result()
    assert "cannot keep 1 answers" in str(caught[0].message)


def test_the_folder_keeps_itself_out_of_git(store: Store) -> None:
    """And out of backups."""
    assert (store.file.parent / ".gitignore").read_text("utf-8") == "*\n"
    assert (store.file.parent / "CACHEDIR.TAG").read_text("utf-8").startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_a_store_that_its_own_writer_is_the_last_to_know_is_closed_all_the_same(tmp_path: Path) -> None:
    """Whoever had it may let go while it writes. What was put is kept, and no error is left behind for nobody."""
    from gc import collect

    for number in range(30):
        Store(tmp_path).put("n", str(number), number).result()
    collect()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(Store(tmp_path).get("n", map(str, range(30)))) == 30
