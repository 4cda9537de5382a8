"""`python -m adapters pin NAME...`: ask the hub which commit each checkpoint is at today, and hold every later run to it."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches

from adapters.endpoints.places import is_endpoint
from adapters.hub import COMMIT, MAIN, HubError, ask_commit
from adapters.load import UnknownModelError, endpoint_name, meant_by, on_hub
from adapters.lock import LockError, Pin, lock_file, own_name, read_lock, shown, write_lock
from adapters.registry import registry


def main(arguments: Sequence[str]) -> int:
    """Pin them. 0 when all are; 1 when the hub could not tell of one, and the others are pinned; 2 when a name cannot be."""
    parser = argparse.ArgumentParser(prog="python -m adapters pin", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a name of the registry, or hf/OWNER/NAME[@REVISION]")
    parser.add_argument("--all", action="store_true", help="every checkpoint of the registry, and what the lock file names already")
    options = parser.parse_args(arguments)
    file = lock_file()
    try:
        names = [own_name(name) for name in options.names] + (_all() if options.all else [])
        pins = read_lock(file, mending=names) if file.is_file() else {}
        names += pins if options.all else []
        for name in names:
            _check(name)
    except (LockError, UnknownModelError) as error:
        print(error, file=sys.stderr)
        return 2
    if not names:
        print("python -m adapters pin: what is to be pinned? give names, or --all", file=sys.stderr)
        return 2
    found = dict(_ask(list(dict.fromkeys(names)), pins))
    if found:
        write_lock(file, {**pins, **found})
        print(f"{len(found)} pinned in {shown(file)}")
    return int(len(found) < len({*names}))


def _all() -> list[str]:
    return [name for name, row in registry().items() if "same_as" not in row and on_hub(row)]


def _check(name: str) -> None:
    """Raise UnknownModelError for what the hub has no commit of, or what says its commit itself."""
    if is_endpoint(endpoint_name(name)):
        raise UnknownModelError(f"{name} is behind an endpoint: whoever serves it decides which weights answer; nothing to pin")
    if name not in registry() and not name.startswith("hf/"):
        near = get_close_matches(name, registry(), n=3)
        meant = f"did you mean {', '.join(near)}? " if near else ""
        raise UnknownModelError(f"{name} cannot be pinned; {meant}type hf/OWNER/NAME, or a name that python -m adapters lists")
    row = meant_by(name)
    if not on_hub(row):
        raise UnknownModelError(f"{name} lies in a folder here, and is known by its bytes; nothing to pin")
    if COMMIT.fullmatch(row.get("revision", "")):
        raise UnknownModelError(f"{name} names its commit itself; nothing to pin")


def _ask(names: list[str], before: dict[str, Pin]) -> Iterator[tuple[str, Pin]]:
    """Each name that the hub tells of, and its pin; a line is printed for every name."""
    for name in names:
        row = meant_by(name)
        checkpoint, revision = row["checkpoint"], row.get("revision", MAIN)
        try:
            pin = Pin(checkpoint, revision, ask_commit(checkpoint, revision), datetime.now(UTC).date())
        except HubError as error:
            print(f"{name}: {checkpoint}: {error}", file=sys.stderr)
            continue
        old = before.get(name, pin).commit
        print(f"{name}: {checkpoint} at {revision} is {pin.commit}" + ("" if old == pin.commit else f"; it was {old}"), flush=True)
        yield name, pin
