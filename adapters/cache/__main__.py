"""`python -m adapters.cache`: look at what is kept, write it out, forget some of it."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from adapters.cache.place import cache_folder
from adapters.cache.store import Store, StoreError, as_json

DAY = 86_400.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 1 when the cache cannot be read, or what is to be exported is not there."""
    options = _parser().parse_args(arguments)
    folder = Path(options.folder) if options.folder else cache_folder(Path.cwd())
    if not (folder / "cache.sqlite").is_file():
        print(f"no cache in {folder}; give another folder with --folder, or set TRUST_CACHE", file=sys.stderr)
        return 1
    try:
        options.run(Store(folder), options)
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # `export | head` has read enough; what Python would still flush at its end goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m adapters.cache", description=__doc__)
    parser.add_argument("--folder", help="the cache's folder [TRUST_CACHE, .trust_cache]")
    which = argparse.ArgumentParser(add_help=False)
    which.add_argument("--model", default="", help="of this model only, named as --model names it")
    which.add_argument("--namespace", default="", metavar="KIND", help="of this kind only; inspect lists the kinds in its first column")
    commands = parser.add_subparsers(required=True, metavar="inspect|export|prune")
    commands.add_parser("inspect", help="what is kept, one line a model").set_defaults(run=inspect)
    commands.add_parser("export", parents=[which], help="everything kept, as lines of JSON").set_defaults(run=export)
    prune = commands.add_parser("prune", parents=[which], help="forget what matches all the options; at least one is needed")
    prune.add_argument("--older", type=_days, metavar="DAYS", help="kept for longer than so many days")
    prune.add_argument("--all", action="store_true", help="everything")
    prune.set_defaults(run=forget)
    return parser


def inspect(store: Store, options: argparse.Namespace) -> None:
    """How much is kept of what, and since when."""
    print(f"{store.file}: {store.file.stat().st_size / 1e6:.1f} MB")
    for namespace, label, count, oldest, newest in store.counts():
        print(f"{namespace:<16} {label or '-':<40} {count:>7}  {_day(oldest)} to {_day(newest)}")


def export(store: Store, options: argparse.Namespace) -> None:
    """One JSON object a line, oldest first."""
    if unknown := _unknown(store, options):
        raise StoreError(unknown)
    for entry in store.entries(options.namespace, options.model):
        print(as_json(asdict(entry)))


def forget(store: Store, options: argparse.Namespace) -> None:
    """Remove entries, and say how many."""
    if not (options.all or options.model or options.namespace or options.older is not None):
        raise StoreError("prune: what is to be forgotten? give --model NAME, --namespace NAME, --older DAYS, or --all")
    if unknown := _unknown(store, options):  # no error: what is to be gone is gone
        print(unknown, file=sys.stderr)
    before = time.time() - options.older * DAY if options.older is not None else float("inf")
    print(f"{store.prune(options.namespace, options.model, before)} forgotten")


def _days(text: str) -> float:
    days = float(text)
    if not days >= 0:  # below it lies the future, and with it all that is kept
        raise argparse.ArgumentTypeError(f"takes a number of days from 0 on, not {text!r}")
    return days


def _unknown(store: Store, options: argparse.Namespace) -> str:
    """A line with the names there are, when nothing is kept under the one given; else nothing."""
    kept = [row[:2] for row in store.counts()]
    for option, given, place in (("--namespace", options.namespace, 0), ("--model", options.model, 1)):
        names = sorted({row[place] for row in kept if row[place]})
        if given and given not in names:
            return f"{option} {given}: nothing is kept of that name; there is {', '.join(names) or 'nothing'}"
    return ""


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")


if __name__ == "__main__":
    sys.exit(main())
