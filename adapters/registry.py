"""The named models: one table a name, in `adapters/models/`, a file a maker.

checkpoint   a folder in adapters/checkpoints or a name on the hub     } one of the three
endpoint     PROVIDER/NAME, see adapters/endpoints/providers.toml      }
same_as      another row; it is that model                             }
revision     a branch or pull request instead of `main`; lock.py holds names to commits
family       transformers' `model_type`: tests/adapters/families has a tiny checkpoint of each
lora         a subfolder of weights that the checkpoint cannot do without
tower        a folder or name, as for checkpoint, of a vision tower that stands in for the checkpoint's own
dtype        on a GPU, where it is not bfloat16; on a CPU it is always float32
params       billions of parameters
context      tokens of prompt and answer together
images       the most pictures in a prompt; without it, as many as the context holds
pictures     what becomes of a picture
prompt       what is peculiar about its prompts
why          the reason for each oddity
licence      of the weights; `gated`: the hub asks to accept it
price        USD for a million tokens, and when that was so
reference    the id in MultiTrust's code, a name for --model too
about        one line
"""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parent / "models"
UNAVAILABLE = MODELS / "unavailable.toml"
NEAR = 0.5
OTHERS = ("hf/OWNER/NAME[@REVISION]", "recorded/FILE.jsonl", "PROVIDER/NAME", "http://HOST:PORT/v1#NAME", "a checkpoint's folder")

Row = Mapping[str, Any]


@cache
def registry() -> Mapping[str, Row]:
    """Every name that means a model: {name: row}. A row that is another's namesake holds all of that row, and `same_as`."""
    files = sorted(MODELS.glob("*.toml"), key=lambda file: (file.stem != "pocket", file.stem == "endpoints", file.stem))
    rows = {name: row for file in files if file != UNAVAILABLE for name, row in _read(file).items()}
    rows |= {row["reference"]: {"same_as": name} for name, row in rows.items() if row.get("reference", name) not in rows}
    return {name: {**rows[row["same_as"]], **row} if "same_as" in row else row for name, row in rows.items()}


@cache
def unavailable() -> Mapping[str, Row]:
    """What the reference names and we cannot run: {name: {"reason", "instead", "checkpoint"}}."""
    return _read(UNAVAILABLE)


def _read(file: Path) -> dict[str, Row]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def advice(name: str, others: list[str]) -> str:
    """One line for a name that means no model: why, or what it may have been meant to be."""
    if name in unavailable():
        row = unavailable()[name]
        return f"--model {name}: MultiTrust names it, and it cannot be run here: {row['reason']}; the nearest is {row['instead']}"
    if same := [other for other, row in registry().items() if row.get("checkpoint") == name]:
        return f"unknown model {name!r}; it is {same[0]} here"
    lowered = {other.lower(): other for other in [*others, *registry(), *unavailable()]}
    near = [lowered[match] for match in get_close_matches(name.lower(), lowered, n=5, cutoff=NEAR)]
    meant = f"did you mean {', '.join(near)}? " if near else ""
    return f"unknown model {name!r}; {meant}choose one of {', '.join(others)}; or type {', '.join(OTHERS)}"
