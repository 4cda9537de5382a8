"""The registry as people read it: a table for a terminal, one for the documentation, and one model in full."""

import textwrap
from collections.abc import Iterator

from adapters.endpoints.places import Provider, base_url_variable, providers
from adapters.load import on_hub
from adapters.lock import LockError, lock_file, own_name, pin_of, shown
from adapters.registry import Row, registry, unavailable
from adapters.scripted import SCRIPTS

WIDTH = 100
NAME, NEEDS = 28, 21
LEGEND = (
    "GB: the weights in bfloat16, as on a GPU; a CPU takes twice that and much patience. HF_TOKEN: the hub asks to accept a licence. "
    "{VARIABLE}, and every name in capitals, is read from the environment. `python -m adapters NAME` says more about a model or a "
    "provider. What was proven of each family, and what was not, stands in docs/models.md."
)


def size(row: Row) -> str:
    """Parameters, such as `8.3 B` or `2.7 M`."""
    return f"{row['params']:g} B" if row["params"] >= 0.1 else f"{row['params'] * 1000:g} M"


def needs(row: Row) -> str:
    """What must be there before it runs."""
    if "endpoint" in row:
        return providers()[row["endpoint"].partition("/")[0]].key
    memory = f"{2 * row['params']:.0f} GB" if row["params"] >= 0.5 else ""
    return ", ".join(filter(None, (memory, "HF_TOKEN" if row.get("gated") else ""))) or "nothing"


def own_rows() -> dict[str, Row]:
    """Every model once, by its first name."""
    return {name: row for name, row in registry().items() if "same_as" not in row}


def other_names() -> dict[str, str]:
    """{name: the name of the row it means}."""
    return {name: row["same_as"] for name, row in registry().items() if "same_as" in row}


def table() -> str:
    """All names, for a terminal of 100 columns."""
    rows = own_rows()
    local = [_line(name, needs(row), row["checkpoint"]) for name, row in rows.items() if "endpoint" not in row]
    remote = [_line(name, needs(row), row["endpoint"]) for name, row in rows.items() if "endpoint" in row]
    others = [
        ("scripted/NAME", f"no model at all: {', '.join(SCRIPTS)}, whatever it is asked"),
        ("recorded/FILE.jsonl", 'lines of {"sample", "response"}'),
        ("hf/OWNER/NAME[@REVISION]", "any image-text-to-text checkpoint of the hub"),
        ("FOLDER", "any such checkpoint on disk"),
        ("http://HOST:PORT/v1#NAME", "any endpoint that speaks OpenAI's chat completions"),
    ]
    parts = [
        ("CHECKPOINTS", [_line("name", "needs", "checkpoint"), *local]),
        ("ENDPOINTS", [_line("name", "needs", "asked as"), *remote]),
        (
            "PROVIDERS AND SERVERS",
            [_line("name", "needs", "where"), *(line for name, row in providers().items() for line in _place(name, row))],
        ),
        ("OTHER NAMES FOR THE SAME", [f"{name:<32} {meant}" for name, meant in other_names().items()]),
        ("WITHOUT A ROW OF THEIR OWN", list(_paragraphs(others, NAME))),
        ("NAMED BY MULTITRUST, NOT RUN HERE", list(_paragraphs(_missing(), 33))),
    ]
    return "\n\n".join("\n".join([title, *lines]) for title, lines in parts) + "\n\n" + textwrap.fill(LEGEND, WIDTH)


def _place(name: str, provider: Provider) -> Iterator[str]:
    yield _line(f"{name}/NAME", needed_by(provider), provider.about)
    where = f"NAME is {provider.naming}. At {provider.base_url}, or where {base_url_variable(name)} says."
    start = f" Started by `{provider.start}`." if provider.start else ""
    yield from _paragraphs([("", where + start)], NAME)


def needed_by(provider: Provider) -> str:
    """What must be there before it is asked."""
    return provider.key or "its server"


def _line(name: str, need: str, what: str) -> str:
    return f"{name:<{NAME}}{need:<{NEEDS}}{what}"


def _missing() -> list[tuple[str, str]]:
    return [(name, f"{row['reason']} (nearest: {row['instead']})") for name, row in unavailable().items()]


def _paragraphs(rows: list[tuple[str, str]], indent: int) -> Iterator[str]:
    for name, text in rows:
        yield textwrap.fill(text, WIDTH, initial_indent=f"{name:<{indent}}", subsequent_indent=" " * indent, break_on_hyphens=False)


def place(name: str) -> str:
    """Everything that is known of a provider, or of a kind of server."""
    provider = providers()[name]
    told = {key: value for key, value in vars(provider).items() if value and key != "checkpoints"}
    told |= {"like": "; ".join(f"{pattern}: {_told(quirks)}" for pattern, quirks in provider.like.items())} if provider.like else {}
    told = {"needs": needed_by(provider), "moved by": base_url_variable(name), **told}
    return "\n".join([f"{name}/NAME", *_paragraphs([(key, _told(value)) for key, value in told.items()], 14)])


def one(name: str) -> str:
    """Everything the registry says about a model."""
    row = {"needs": needs(registry()[name]), **registry()[name]}
    if on_hub(row):
        row = {"revision": "main", **_pinned(name, row), **row}
    return "\n".join([name, *_paragraphs([(key, _told(value)) for key, value in row.items()], 14)])


def _pinned(name: str, row: Row) -> dict[str, str]:
    try:
        pin = pin_of(name, row)
    except LockError as error:
        return {"commit": str(error)}
    held = f"{pin.commit}, as of {pin.date} ({shown(lock_file())})" if pin else f"not pinned; python -m adapters pin {own_name(name)}"
    return {"commit": held}


def _told(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def markdown() -> str:
    """The tables of docs/models.md."""
    rows = own_rows()
    named: dict[str, list[str]] = {}
    for other, name in other_names().items():
        named.setdefault(name, []).append(f"`{other}`")
    head = "| name | checkpoint | family | size, licence | context, pictures | peculiar |\n| --- | --- | --- | --- | --- | --- |\n"
    local = "\n".join(_cells(_names(name, named), *_local(row)) for name, row in rows.items() if "endpoint" not in row)
    priced = "| name | asked as | context | USD for a million tokens, in and out | peculiar |\n| --- | --- | --- | --- | --- |\n"
    remote = "\n".join(_cells(_names(name, named), *_remote(row)) for name, row in rows.items() if "endpoint" in row)
    served = "| name | where, moved by | needs | NAME | |\n| --- | --- | --- | --- | --- |\n" + "\n".join(
        _cells(
            f"`{name}/NAME`",
            f"`{row.base_url}`, `{base_url_variable(name)}`",
            f"`{row.key}`" if row.key else needed_by(row),
            row.naming,
            _about(row),
        )
        for name, row in providers().items()
    )
    absent = "| name | checkpoint | why not | nearest |\n| --- | --- | --- | --- |\n" + "\n".join(
        _cells(f"`{name}`", row.get("checkpoint", ""), row["reason"], f"`{row['instead']}`") for name, row in unavailable().items()
    )
    titles = ("Checkpoints", "Endpoints", "Providers and servers", "Named by MultiTrust, not run here")
    return "\n".join(f"## {title}\n\n{text}\n" for title, text in zip(titles, (head + local, priced + remote, served, absent), strict=True))


def _names(name: str, named: dict[str, list[str]]) -> str:
    return ", ".join([f"`{name}`", *named.get(name, [])])


def _local(row: Row) -> tuple[str, ...]:
    place = row["checkpoint"] + (f" at `{row['revision']}`" if "revision" in row else "")
    shown = f"at most {row['images']} a prompt; {row['pictures']}" if "images" in row else row["pictures"]
    peculiar = "; ".join(filter(None, (row.get("about"), row.get("prompt"), row.get("why"))))
    gated = ", gated" if row.get("gated") else ""
    return place, row["family"], f"{size(row)}, {row['licence']}{gated}", f"{row['context']:,} tokens; {shown}", peculiar


def _remote(row: Row) -> tuple[str, ...]:
    price = row.get("price")
    cost = f"{price['input']:g}, {price['output']:g} ({price['as_of']})" if price else "the provider says what each answer cost"
    return row["endpoint"], f"{row['context']:,} tokens", cost, row.get("why", "")


def _about(provider: Provider) -> str:
    return f"{provider.about}: `{provider.start}`" if provider.start else provider.about


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
