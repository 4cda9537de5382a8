"""From a name on the command line to a model.

A name is one of the registry, `scripted/NAME`, `recorded/FILE.jsonl`, `hf/OWNER/NAME` or `hf/OWNER/NAME@REVISION`, `PROVIDER/NAME` or
`URL#NAME` for an endpoint, or a folder that holds a checkpoint.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adapters.endpoints.places import EndpointError, find_place, find_timeout, is_endpoint, providers
from adapters.endpoints.spending import find_price
from adapters.hub import commit_of
from adapters.lock import LockError, pin_of
from adapters.recorded import Recorded
from adapters.registry import Row, advice, registry
from adapters.scripted import SCRIPTS, Scripted
from adapters.types import Model

CHECKPOINTS = Path(__file__).parent / "checkpoints"
_PATHS = ("/", "./", "../", "~")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


class UnknownModelError(ValueError):
    """Raised when a name means no model; the message lists the choices."""


def check_model(name: str) -> None:
    """Raise UnknownModelError, in one line, when `name` cannot be a model. Loads nothing."""
    kind, _, rest = name.partition("/")
    if is_endpoint(endpoint_name(name)):
        try:
            find_place(endpoint_name(name))
            find_timeout()
        except EndpointError as error:
            raise UnknownModelError(str(error)) from None
        return
    if name in registry() or (kind == "hf" and rest):
        _check_weights(name)
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
    if Path(name).is_file() or name.startswith(_PATHS):
        what = "that is a file" if Path(name).is_file() else "there is no such folder"
        raise UnknownModelError(f"--model {name}: {what}; give a folder that save_pretrained wrote, or recorded/FILE.jsonl")
    raise UnknownModelError(advice(name, choices()))


def _check_weights(name: str) -> None:
    place, at, revision = name.removeprefix("hf/").partition("@")
    if at and not (place and revision):
        raise UnknownModelError(f"--model {name}: which revision? type hf/OWNER/NAME@REVISION: a branch, a tag or a commit")
    if name.startswith("hf/") and not _REPOSITORY.fullmatch(place):
        raise UnknownModelError(f"--model {name}: no checkpoint of the hub is called that; type hf/OWNER/NAME or hf/OWNER/NAME@REVISION")
    try:
        row_of(name)
    except LockError as error:
        raise UnknownModelError(f"--model {name}: {error}") from None


def choices() -> list[str]:
    """Every name that stands for one model."""
    return [*registry(), *(f"scripted/{name}" for name in SCRIPTS)]


def endpoint_name(name: str) -> str:
    """What a name stands for, where it stands for an endpoint; else the name.

    A name of the registry may be an endpoint's, or stand behind a server that knows models by their checkpoints: vllm/qwen-vl.
    """
    if "endpoint" in (row := registry().get(name, {})):
        return str(row["endpoint"])
    kind, _, model = name.partition("/")
    row = registry().get(model, {})
    served = kind in providers() and providers()[kind].checkpoints and "checkpoint" in row and "tower" not in row  # no server swaps towers
    return f"{kind}/{checkpoint_place(row['checkpoint'])}" if served else name


def listed_price(name: str) -> Mapping[str, Any] | None:
    """USD for a million tokens, from the registry's row of this name, or of the endpoint that it stands for."""
    rows = registry()
    found = rows.get(name) or next((row for row in rows.values() if row.get("endpoint") == name), {})
    return found.get("price")


def check_cost(name: str) -> None:
    """Raise UnknownModelError, in one line, when nobody can tell what this model costs, and so when a budget would be spent."""
    if not is_endpoint(endpoint_name(name)):
        return
    place = find_place(endpoint_name(name))
    try:
        price = find_price(place, listed_price(name))
    except EndpointError as error:
        raise UnknownModelError(str(error)) from None
    if price is None and not place.provider.reports_cost:
        raise UnknownModelError(f"--max-cost: nobody knows what {name} costs; set TRUST_PRICE=IN/OUT, USD for a million tokens each")


def load_model(name: str, device: str = "auto", dtype: str = "auto", connections: int = 64, most_usd: float | None = None) -> Model:
    """Load the model that `name` means. Raises UnknownModelError for a name that means none."""
    check_model(name)
    if is_endpoint(endpoint_name(name)):
        from adapters.endpoints.endpoint import load_endpoint  # the client too

        return load_endpoint(name, endpoint_name(name), connections, most_usd, listed_price(name))
    kind, _, rest = name.partition("/")
    if kind == "scripted":
        return Scripted(rest)
    if kind == "recorded":
        return Recorded(Path(rest))
    from adapters.checkpoint import Checkpoint  # torch loads only for those who need it
    from adapters.transformers_model import TransformersModel

    place, revision = loaded_from(name)
    how = how_loaded({**row_of(name), "revision": revision})
    return TransformersModel(name, Checkpoint(place, device=device, dtype=dtype, **how))


def loaded_from(name: str) -> tuple[str, str | None]:
    """Where a checkpoint lies, and its commit: not its branch, which may have moved since the fingerprint was taken. Raises LockError."""
    row = row_of(name)
    place, revision = checkpoint_place(row["checkpoint"]), row.get("revision")
    return place, commit_of(place, revision) or revision


def row_of(name: str) -> Row:
    """What is known of a checkpoint: the row of its name, the commit that the lock holds for it being its revision. Raises LockError."""
    row = meant_by(name)
    pin = pin_of(name, row) if on_hub(row) else None
    return {**row, "revision": pin.commit} if pin else row


def meant_by(name: str) -> Row:
    """What a checkpoint's name means by itself: the registry's row; else `hf/OWNER/NAME[@REVISION]`, or a folder."""
    place, _, revision = name.removeprefix("hf/").partition("@") if name.startswith("hf/") else (name, "", "")
    return registry().get(name, {"checkpoint": place} | ({"revision": revision} if revision else {}))


def on_hub(row: Row) -> bool:
    """Whether a row's checkpoint has to come from the hub."""
    return "checkpoint" in row and not Path(checkpoint_place(row["checkpoint"])).is_dir()


def how_loaded(row: Row) -> dict[str, Any]:
    """What a row says about loading its checkpoint: all of the row, beside the checkpoint itself, that an answer depends on."""
    tower = checkpoint_place(row["tower"]) if "tower" in row else None
    return {"usual_dtype": row.get("dtype", "bfloat16"), "revision": row.get("revision"), "lora": row.get("lora"), "tower": tower}


def checkpoint_place(checkpoint: str) -> str:
    """A checkpoint's folder in this project, or the name as it stands: a path, or a name of the hub."""
    ours = CHECKPOINTS / checkpoint
    return str(ours) if ours.is_dir() else checkpoint
