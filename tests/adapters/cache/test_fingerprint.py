"""A fingerprint: another model, another fingerprint; the same one for as long as nothing changed; nothing is loaded for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.cache.fingerprint import fingerprint
from adapters.cache.store import Store
from adapters.load import CHECKPOINTS

ROOT = Path(__file__).parents[3]


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A copy of pocket."""
    return Path(shutil.copytree(CHECKPOINTS / "pocket", tmp_path / "copy"))


@pytest.mark.parametrize("name", ["scripted/refuse", "recorded/answers.jsonl", "hf/nobody/nothing"])
def test_no_fingerprint_where_nothing_is_saved_or_known(store: Store, name: str) -> None:
    """Always the same answer, a file of answers, a checkpoint that was not downloaded."""
    assert fingerprint(name, store) is None


def test_content_decides_and_not_the_name_or_the_time(store: Store, checkpoint: Path) -> None:
    """A touched file is read again, and found to be the same."""
    before = fingerprint(str(checkpoint), store)
    (checkpoint / "model.safetensors").touch()
    assert fingerprint(str(checkpoint), store) == before
    moved = checkpoint.rename(checkpoint.with_name("moved"))
    assert fingerprint(str(moved), store) == before


@pytest.mark.parametrize("file", ["model.safetensors", "chat_template.jinja", "generation_config.json", "tokenizer.json"])
def test_any_byte_counts(store: Store, checkpoint: Path, file: str) -> None:
    """Weights, template, settings, tokenizer."""
    before = fingerprint(str(checkpoint), store)
    content = bytearray((checkpoint / file).read_bytes())
    content[-2] ^= 1
    (checkpoint / file).write_bytes(content)
    assert fingerprint(str(checkpoint), store) != before


def test_a_file_is_read_once(store: Store, checkpoint: Path) -> None:
    """Gigabytes of weights are not hashed at each run: as long as size and time stay, the digest is remembered."""
    before = fingerprint(str(checkpoint), store)
    file = checkpoint / "model.safetensors"
    times = (file.stat().st_atime_ns, file.stat().st_mtime_ns)
    file.write_bytes(bytes(file.stat().st_size))
    os.utime(file, ns=times)
    assert fingerprint(str(checkpoint), store) == before  # nobody's files change so; it shows that none was read


def test_endpoints_differ_by_address_and_model(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not by key."""
    names = ["http://127.0.0.1:8000/v1#a", "http://127.0.0.1:8000/v1#b", "http://127.0.0.1:9000/v1#a", "openai/gpt-4o", "openai/o3"]
    monkeypatch.setenv("OPENAI_API_KEY", "one")
    before = [fingerprint(name, store) for name in names]
    assert len({*before}) == len(names)
    monkeypatch.setenv("OPENAI_API_KEY", "two")
    assert [fingerprint(name, store) for name in names] == before


def test_a_row_of_the_registry_counts(store: Store) -> None:
    """`pocket` and `pocket-base` are two."""
    assert fingerprint("pocket", store) != fingerprint("pocket-base", store)


def test_it_is_the_same_in_every_process(store: Store) -> None:
    """Or no run would find what another kept."""
    code = (
        "import sys; from pathlib import Path; from adapters.cache.store import Store; "
        "from adapters.cache.fingerprint import fingerprint; print(fingerprint('pocket', Store(Path(sys.argv[1]))))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(store.file.parent)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == fingerprint("pocket", store)
