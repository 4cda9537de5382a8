"""From a name on the command line to a model.

A name is one of `models.toml`, `scripted/NAME`, `recorded/FILE.jsonl`, `hf/OWNER/NAME`, or a folder that holds a checkpoint.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from adapters.recorded import Recorded
from adapters.scripted import SCRIPTS, Scripted
from adapters.types import Model

CHECKPOINTS = Path(__file__).parent / "checkpoints"
REGISTRY = Path(__file__).parent / "models.toml"


class UnknownModelError(ValueError):
    """Raised when a name means no model; the message lists the choices."""


@cache
def registry() -> Mapping[str, Mapping[str, Any]]:
    """The named models: {name: {"checkpoint": ..., ...}}."""
    return tomllib.loads(REGISTRY.read_text(encoding="utf-8"))


def check_model(name: str) -> None:
    """Raise UnknownModelError, in one line, when `name` cannot be a model. Loads nothing."""
    kind, _, rest = name.partition("/")
    if name in registry() or (kind == "hf" and rest):
        return
    if kind == "scripted" and rest in SCRIPTS:
        return
    if kind == "recorded" and rest:
        if not Path(rest).is_file():
            raise UnknownModelError(
                f'--model {name}: there is no file {rest}; give recorded/FILE.jsonl with lines of {{"sample", "response"}}'
            )
        return
    if Path(name).is_dir():
        if not (Path(name) / "config.json").is_file():
            raise UnknownModelError(f"--model {name}: the folder holds no config.json; give a folder that save_pretrained wrote")
        return
    raise UnknownModelError(
        f"unknown model {name!r}; choose one of {', '.join(choices())}, hf/OWNER/NAME, recorded/FILE.jsonl, "
        "or the path of a checkpoint's folder"
    )


def choices() -> list[str]:
    """Every name that needs nothing else."""
    return [*registry(), *(f"scripted/{name}" for name in SCRIPTS)]


def load_model(name: str, device: str = "auto", dtype: str = "auto") -> Model:
    """Load the model that `name` means. Raises UnknownModelError for a name that means none."""
    check_model(name)
    kind, _, rest = name.partition("/")
    if kind == "scripted":
        return Scripted(rest)
    if kind == "recorded":
        return Recorded(Path(rest))
    from adapters.transformers_model import TransformersModel  # torch loads only for those who need it

    entry = {"checkpoint": rest if kind == "hf" else name, **registry().get(name, {})}
    return TransformersModel(
        name,
        checkpoint_place(entry["checkpoint"]),
        device=device,
        dtype=entry.get("dtype", dtype),
        revision=entry.get("revision"),
        remote_code=entry.get("remote_code", False),
    )


def checkpoint_place(checkpoint: str) -> str:
    """A checkpoint's folder in this project, or the name as it stands: a path, or a name of the hub."""
    ours = CHECKPOINTS / checkpoint
    return str(ours) if ours.is_dir() else checkpoint
