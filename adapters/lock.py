"""models.lock.toml: which commit of the hub each name stands for, so that a release is gated on the weights that were meant."""

import json
import os
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from adapters.hub import COMMIT, MAIN
from adapters.lines import line_of
from adapters.registry import Row, registry

FILE = "models.lock.toml"
VARIABLE = "TRUST_LOCK"
_HEAD = "# Which commit of the hub each name stands for. `python -m adapters pin NAME` writes it, every run obeys it; keep it in git.\n"


class LockError(ValueError):
    """Raised when the lock file is not as it must be: one line with file, line, fault and what to type instead."""


@dataclass(frozen=True)
class Pin:
    """What `revision` of `checkpoint` held on `date`."""

    checkpoint: str
    revision: str
    commit: str
    date: date


def lock_file() -> Path:
    """TRUST_LOCK; else the nearest models.lock.toml, here or in a folder above; else the one that would be made here."""
    if given := os.environ.get(VARIABLE, "").strip():
        return Path(given).expanduser()
    here = Path.cwd()
    return next((folder / FILE for folder in (here, *here.parents) if (folder / FILE).is_file()), here / FILE)


def pin_of(name: str, row: Row) -> Pin | None:
    """What the lock says of this name, `row` being what it means by itself. Raises LockError, also for a pin of something else."""
    file = lock_file()
    if not file.is_file():
        if os.environ.get(VARIABLE, "").strip():
            raise LockError(f"{VARIABLE}={file}: there is no such file; type python -m adapters pin {name} to make it")
        return None
    own = own_name(name)
    pin = read_lock(file).get(own)
    meant = row["checkpoint"], row.get("revision", MAIN)
    if pin and (pin.checkpoint, pin.revision) != meant:
        raise LockError(
            f"{_at(file, (own,))}: {own} is pinned as {pin.checkpoint} at {pin.revision}, and means {' at '.join(meant)} by now; "
            f"type python -m adapters pin {own}"
        )
    return pin


def own_name(name: str) -> str:
    """The name that a lock knows it by: qwen-vl is pinned as the row that it means."""
    return str(registry().get(name, {}).get("same_as", name))


def read_lock(file: Path, mending: Collection[str] = ()) -> dict[str, Pin]:
    """{name: its pin}. Raises LockError for a fault, but for one in what is to be pinned anew: that is left out."""
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise LockError(f"{shown(file)} cannot be read ({error}); delete it, and type python -m adapters pin NAME...") from None
    pins = {}
    for name, table in tables.items():
        try:
            pins[name] = _pin(file, name, table)
        except LockError:
            if name not in mending:
                raise
    return pins


def _pin(file: Path, name: str, table: Any) -> Pin:
    if not (name.startswith("hf/") or (name in registry() and "same_as" not in registry()[name])):
        raise LockError(f"{_at(file, (name,))}: {name} is no name that is pinned; delete its table, python -m adapters lists the names")
    again = f"type python -m adapters pin {name}"
    if not isinstance(table, dict):
        raise LockError(f"{_at(file, (name,))}: {name} is no table; delete it, and {again}")
    known = {field.name for field in fields(Pin)}
    if odd := sorted(table.keys() ^ known):
        what = "nothing known" if odd[0] in table else "missing"
        raise LockError(f"{_at(file, (name, odd[0]))}: {name}.{odd[0]} is {what}; {again}")
    for key, good in _GOOD.items():
        if not good(table[key]):
            raise LockError(f"{_at(file, (name, key))}: {name}.{key} = {str(table[key])!r} is no {key}; {again}")
    return Pin(**table)


_GOOD: dict[str, Callable[[Any], bool]] = {
    "checkpoint": lambda value: isinstance(value, str) and bool(value),
    "revision": lambda value: isinstance(value, str) and bool(value),
    "commit": lambda value: isinstance(value, str) and bool(COMMIT.fullmatch(value)),
    "date": lambda value: type(value) is date,
}


def _at(file: Path, path: tuple[str, ...]) -> str:
    return f"{shown(file)}:{line_of(file.read_text('utf-8'), path)}"


def shown(file: Path) -> str:
    """Its path as one types it here."""
    return str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)


def write_lock(file: Path, pins: Mapping[str, Pin]) -> None:
    """Write all of it, at once or not at all."""
    new = file.with_name(f".{file.name}.{os.getpid()}")
    new.write_text("\n".join([_HEAD, *(_table(name, pins[name]) for name in sorted(pins))]), "utf-8")
    new.replace(file)


def _table(name: str, pin: Pin) -> str:
    key = name if re.fullmatch("[A-Za-z0-9_-]+", name) else _quoted(name)
    texts = [f"{field} = {_quoted(getattr(pin, field))}\n" for field in ("checkpoint", "revision", "commit")]
    return f"[{key}]\n{''.join(texts)}date = {pin.date}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # which TOML wants escaped, and JSON does not
