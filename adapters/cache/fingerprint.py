"""What an answer depends on besides the prompt: the model's weights or address, its settings, and the code that asks it."""

import hashlib
import json
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from PIL import Image

from adapters.cache.code import code_of
from adapters.cache.store import Store
from adapters.endpoints.places import Place, find_place, is_endpoint
from adapters.endpoints.requests import usual_fields, write_request
from adapters.hub import commit_of
from adapters.load import checkpoint_place, endpoint_name, how_loaded, row_of
from adapters.types import Picture, Prompt, Turn

_FILES = "files"
_CHECKPOINT = {".safetensors", ".bin", ".json", ".jinja", ".txt", ".model", ".py", ".tiktoken", ".gguf"}


def fingerprint(name: str, store: Store, behind: str = "") -> str | None:
    """A digest for the model of this name, without loading it. `behind` is the digest of what stands before it, if anything does.

    None for a scripted or recorded model, where there is nothing to save, and for a checkpoint of the hub that neither the hub nor an
    earlier download tells of. Raises LockError.
    """
    if name.partition("/")[0] in ("scripted", "recorded"):
        return None
    endpoint = endpoint_name(name)
    facts = _of_endpoint(find_place(endpoint)) if is_endpoint(endpoint) else _of_checkpoint(name, store)
    return _digest(facts | ({"behind": behind} if behind else {})) if facts else None


def _digest(facts: Any) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def _of_endpoint(place: Place) -> dict[str, Any]:
    """The address, a request as it would be written, who is taken for the model, and the code that writes requests and reads replies.

    Of the registry's row and of the provider's, whatever reaches no request changes nothing.
    """
    square = Picture("square", lambda: Image.new("RGB", (2, 2), "red"))
    probe = Prompt((Turn("system", "a"), Turn("user", "b", (square,)), Turn("assistant", "c"), Turn("user", "d")))
    return {
        "url": place.base_url,
        "request": write_request(place, usual_fields(place), probe),
        "served as": os.environ.get("TRUST_SERVED_AS", "").strip(),
        "code": code_of("adapters.endpoints.requests", "adapters.endpoints.replies"),
    }


def _of_checkpoint(name: str, store: Store) -> dict[str, Any] | None:
    """All the checkpoint's files, how its row has them loaded, and the code and device they run on. No other word of the row counts."""
    row = row_of(name)
    folder = Path(checkpoint_place(row["checkpoint"]))
    weights: Any = _of_folder(folder, store) if folder.is_dir() else commit_of(str(folder), row.get("revision"))
    if not weights:
        return None
    code = code_of("adapters.transformers_model")
    loaded = how_loaded(row if folder.is_dir() else {**row, "revision": None})  # a branch and its commit are the same weights
    if loaded["tower"] and Path(loaded["tower"]).is_dir():
        loaded["tower"] = _of_folder(Path(loaded["tower"]), store)
    return {"weights": weights, "loaded": loaded, "code": code, "runs on": _device(), "versions": _versions()}


def _of_folder(folder: Path, store: Store) -> dict[str, str]:
    """{file: digest of its content}; gigabytes are read once, and again when a file's size or time changes."""
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in _CHECKPOINT and file.is_file()]
    stamps = {file: f"{file.resolve()} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files}
    known = store.get(_FILES, stamps.values())
    for file, stamp in stamps.items():
        if stamp not in known:
            known[stamp] = _of_file(file)
            store.put(_FILES, stamp, known[stamp])
    return {file.relative_to(folder).as_posix(): known[stamp] for file, stamp in stamps.items()}


def _of_file(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def _device() -> str:
    from adapters.gpus import choose_device  # torch loads only for those who need it

    return choose_device("auto").type


def _versions() -> dict[str, str]:
    return {package: version(package) for package in ("torch", "torchvision", "transformers", "tokenizers", "pillow")}
