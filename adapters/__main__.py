"""`python -m adapters`: the names that --model takes, and what each needs. `python -m adapters NAME`: one of them in full."""

import sys

from adapters.listing import markdown, one, table
from adapters.load import UnknownModelError, check_model
from adapters.registry import registry


def main(words: list[str]) -> int:
    """Print. `--markdown` prints the tables of docs/models.md."""
    if words == ["--markdown"]:
        print(markdown(), end="")
        return 0
    for name in words:
        try:
            print(one(name) if name in registry() else _elsewhere(name))
        except UnknownModelError as error:
            print(error, file=sys.stderr)
            return 2
    if not words:
        print(table())
    return 0


def _elsewhere(name: str) -> str:
    check_model(name)
    return f"{name}: no row of its own; --model takes it as it stands"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
