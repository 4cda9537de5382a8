"""results.json: what a run leaves behind for scripts. `schema.json` beside this file says what stands in it."""

import json
import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from jsonschema import Draft202012Validator

Json: TypeAlias = Any

SCHEMA: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
LONGEST_COMPLAINT = 300


class ResultsError(ValueError):
    """Raised when a results.json cannot be used: one line that names the file, the place and the fault."""


def write_results(results: Mapping[str, Any], folder: Path) -> Path:
    """Write `folder`/results.json in one step: a reader finds the old file or the whole new one. NaN becomes null."""
    return write_at_once(folder / "results.json", as_json(finite(results)) + "\n")


def load_results(path: Path) -> dict[str, Any]:
    """What `path` says, a results.json or the folder that holds one. Raises ResultsError where it breaks the schema."""
    path = path / "results.json" if path.is_dir() else path
    results = _read(path)
    for fault in Draft202012Validator(SCHEMA).iter_errors(results):
        raise _error(path, f"{_place(fault.absolute_path)}: {fault.message}")
    for n, gate in enumerate(results["gates"]):
        if gate["planned"] != gate["scored"] + gate["unscored"]:
            raise _error(path, f"gates[{n}]: planned {gate['planned']} is not scored {gate['scored']} + unscored {gate['unscored']}")
    return dict(results)


def as_json(value: Json) -> str:
    """JSON in plain ASCII, so that lone surrogates and line separators survive every reader. Refuses NaN."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def finite(value: Json) -> Json:
    """The same value with every number that is not finite turned into None."""
    if value is None or isinstance(value, str | int):  # most of what a run leaves
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    return [finite(item) for item in value] if isinstance(value, list | tuple) else value


def write_at_once(path: Path, text: str) -> Path:
    """Write a file so that nobody ever sees half of it, and make its folder where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def _read(path: Path) -> Json:
    try:
        return json.loads(path.read_text("utf-8"), parse_constant=_refuse)
    except OSError as error:
        raise _error(path, error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise _error(path, "not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise _error(path, f"line {error.lineno} column {error.colno}: not JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise _error(path, f"not JSON: {error}") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number, write null")


def _place(path: Iterable[str | int]) -> str:
    """`gates[3].status`: where a fault lies, as one would type it."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return steps.lstrip(".") or "the whole file"


def _error(path: Path, complaint: str) -> ResultsError:
    line = " ".join(complaint.split())
    return ResultsError(f"{path}: {line if len(line) <= LONGEST_COMPLAINT else line[:LONGEST_COMPLAINT] + ' ...'}")
