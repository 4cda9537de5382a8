"""`python -m adapters`: the names that --model takes, and what each needs. `python -m adapters NAME`: one in full, or a provider.

`python -m adapters pin NAME...` holds checkpoints of the hub to the commits that they are at today.
"""

import signal
import sys

from adapters import pin
from adapters.endpoints.places import providers
from adapters.listing import markdown, one, place, table
from adapters.load import UnknownModelError, check_model, endpoint_name, row_of
from adapters.registry import registry


def main(words: list[str]) -> int:
    """Print. `--markdown` prints the tables of docs/models.md; `pin` is a command of its own."""
    if words[:1] == ["pin"]:
        return pin.main(words[1:])
    if words == ["--markdown"]:
        print(markdown(), end="")
        return 0
    for name in words:
        try:
            print(one(name) if name in registry() else place(name) if name in providers() else _elsewhere(name))
        except UnknownModelError as error:
            print(error, file=sys.stderr)
            return 2
    if not words:
        print(table())
    return 0


def _elsewhere(name: str) -> str:
    check_model(name)
    meant, revision = endpoint_name(name), row_of(name).get("revision")
    told = [f"and means {meant}"] * (meant != name) + [f"at {revision}"] * bool(revision)
    return ", ".join([f"{name}: no row of its own; --model takes it as it stands", *told])


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends it without a word
    sys.exit(main(sys.argv[1:]))
