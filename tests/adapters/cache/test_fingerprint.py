"""A fingerprint: another model, another fingerprint; the same one for as long as nothing changed; nothing is loaded for it."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters import load
from adapters.cache.fingerprint import fingerprint
from adapters.cache.store import Store
from adapters.endpoints import places
from adapters.load import CHECKPOINTS, how_loaded
from adapters.registry import __doc__ as fields

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
    store.put("anything", "after the digests", 0).result()
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


def test_two_checkpoints_are_two_and_one_by_two_names_is_one(store: Store) -> None:
    """`pocket`, `pocket-base`, and pocket by its folder."""
    assert fingerprint("pocket", store) != fingerprint("pocket-base", store)
    assert fingerprint("pocket", store) == fingerprint(str(CHECKPOINTS / "pocket"), store)


COMMITS = {"hub/one": "1" * 40, "hub/other": "2" * 40}
LOADED: dict[str, list[str | None]] = {
    "revision": ["main", "1" * 40],
    "lora": [None, "vision-lora", "speech-lora"],
    "tower": [None, "hub/tower", "hub/other-tower"],
    "dtype": [None, "bfloat16", "float32"],
}
WORDS = [line.split()[0] for line in (fields or "").splitlines() if "  " in line.strip()]
TOLD = sorted({*WORDS, "gated"} - {*LOADED, "checkpoint", "endpoint", "same_as"})


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two checkpoints as the hub's client keeps them; nothing but their commits is looked at."""
    for name, commit in COMMITS.items():
        folder = tmp_path / f"models--{name.replace('/', '--')}"
        (folder / "refs").mkdir(parents=True)
        (folder / "refs" / "main").write_text(commit)
        (folder / "snapshots" / commit).mkdir(parents=True)
        (folder / "snapshots" / commit / "config.json").write_text("{}")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)


def row_of(told: dict[str, Any], **loaded: Any) -> dict[str, Any]:
    """A row; a field of None is left out."""
    return {key: value for key, value in {**told, **loaded}.items() if value is not None}


ROWS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in LOADED.items()})
NOTES = st.dictionaries(st.sampled_from(TOLD), st.text(max_size=5), max_size=6)


@given(
    one=ROWS,
    other=ROWS,
    places=st.tuples(st.sampled_from(sorted(COMMITS)), st.sampled_from(sorted(COMMITS))),
    notes=st.tuples(NOTES, NOTES),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_a_row_only_what_an_answer_depends_on_counts(
    hub: None,
    store: Store,
    one: dict[str, Any],
    other: dict[str, Any],
    places: tuple[str, str],
    notes: tuple[dict[str, str], dict[str, str]],
) -> None:
    """Checkpoint, commit, LoRA, type: another fingerprint. A branch or its commit, licence, notes, reasons, prices, sizes: the same."""

    def printed(row: dict[str, Any], place: str, told: dict[str, str]) -> str | None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(load, "registry", lambda: {"named": row_of(told, checkpoint=place, **row)})
            return fingerprint("named", store)

    prints = [printed(row, place, told) for row, place, told in zip((one, other), places, notes, strict=True)]
    rows = [{**row, "revision": row["revision"].replace("main", COMMITS[place])} for row, place in zip((one, other), places, strict=True)]
    assert (prints[0] == prints[1]) == (how_loaded(row_of({}, **rows[0])) == how_loaded(row_of({}, **rows[1])))


SENT: dict[str, Any] = {"base_url": "https://example.org/v9", "detail": "low", "extra": {"seed": 1}, "like": {"*": {"temperature": False}}}
UNSENT: dict[str, Any] = {
    "key": "ANOTHER_KEY", "image_bytes": 9_000_000, "image_side": 9_000, "images": 9, "shrinks": "never", "connections": 2,
    "any_model": True, "reports_cost": True, "about": "somebody", "naming": "x", "start": "serve", "checkpoints": True,
}  # fmt: skip


@given(st.sets(st.sampled_from(sorted(SENT))), st.sets(st.sampled_from(sorted(UNSENT))))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_a_provider_only_what_it_is_sent_counts(store: Store, sent: set[str], unsent: set[str]) -> None:
    """Address, fields of the request, `detail`: another fingerprint. Its key, limits and description: the same."""
    assert {*SENT, *UNSENT} == set(places.Provider.__dataclass_fields__)

    def printed(names: set[str]) -> str | None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(places, "providers", lambda: {"openai": replace(provider, **{name: (SENT | UNSENT)[name] for name in names})})
            for key in ("OPENAI_API_KEY", "ANOTHER_KEY"):
                patch.setenv(key, "x")
            return fingerprint("openai/gpt-4o", store)

    provider = places.providers()["openai"]
    assert (printed(sent | unsent) == printed(set())) == (not sent)


def test_another_model_behind_the_name_is_another(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who says TRUST_SERVED_AS takes another model's answers, and they are not this one's afterwards."""
    name = "http://127.0.0.1:8000/v1#a"
    before = fingerprint(name, store)
    monkeypatch.setenv("TRUST_SERVED_AS", "b")
    assert fingerprint(name, store) != before


def test_it_is_the_same_in_every_process(store: Store) -> None:
    """Or no run would find what another kept."""
    code = (
        "import sys; from pathlib import Path; from adapters.cache.store import Store; "
        "from adapters.cache.fingerprint import fingerprint; print(fingerprint('pocket', Store(Path(sys.argv[1]))))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(store.file.parent)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == fingerprint("pocket", store)
