"""The registry as people read it: a table for a terminal, one for the documentation, and one model in full."""

import textwrap
from collections.abc import Iterator

from adapters.endpoints.places import providers
from adapters.registry import Row, registry, unavailable
from adapters.scripted import SCRIPTS

WIDTH = 100
NAME, NEEDS = 26, 20
LEGEND = (
    "GB: the weights in bfloat16, as on a GPU; a CPU takes twice that and much patience. HF_TOKEN: the hub asks to accept a licence. "
    "`python -m adapters NAME` says more about a model. What was proven of each family, and what was not, stands in docs/models.md."
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
        *((f"scripted/{name}", "always the same answer") for name in SCRIPTS),
        ("recorded/FILE.jsonl", 'lines of {"sample", "response"}'),
        ("hf/OWNER/NAME", "any image-text-to-text checkpoint of the hub"),
        ("FOLDER", "any such checkpoint on disk"),
        *((f"{name}/NAME", provider.about) for name, provider in providers().items()),
        ("http://HOST:PORT/v1#NAME", "any endpoint that speaks OpenAI's chat completions"),
    ]
    parts = [
        ("CHECKPOINTS", [_line("name", "needs", "checkpoint"), *local]),
        ("ENDPOINTS", [_line("name", "needs", "asked as"), *remote]),
        ("OTHER NAMES FOR THE SAME", [f"{name:<32} {meant}" for name, meant in other_names().items()]),
        ("WITHOUT A ROW OF THEIR OWN", list(_paragraphs(others, 26))),
        ("NAMED BY MULTITRUST, NOT RUN HERE", list(_paragraphs(_missing(), 33))),
    ]
    return "\n\n".join("\n".join([title, *lines]) for title, lines in parts) + "\n\n" + textwrap.fill(LEGEND, WIDTH)


def _line(name: str, need: str, what: str) -> str:
    return f"{name:<{NAME}}{need:<{NEEDS}}{what}"


def _missing() -> list[tuple[str, str]]:
    return [(name, f"{row['reason']} (nearest: {row['instead']})") for name, row in unavailable().items()]


def _paragraphs(rows: list[tuple[str, str]], indent: int) -> Iterator[str]:
    for name, text in rows:
        yield textwrap.fill(text, WIDTH, initial_indent=f"{name:<{indent}}", subsequent_indent=" " * indent, break_on_hyphens=False)


def one(name: str) -> str:
    """Everything the registry says about a model."""
    row = {"needs": needs(registry()[name]), **registry()[name]}
    if "/" in row.get("checkpoint", ""):
        row = {"revision": "main, whatever it holds on the day", **row}
    return "\n".join([name, *_paragraphs([(key, _told(value)) for key, value in row.items()], 14)])


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
    absent = "| name | checkpoint | why not | nearest |\n| --- | --- | --- | --- |\n" + "\n".join(
        _cells(f"`{name}`", row.get("checkpoint", ""), row["reason"], f"`{row['instead']}`") for name, row in unavailable().items()
    )
    return f"## Checkpoints\n\n{head}{local}\n\n## Endpoints\n\n{priced}{remote}\n\n## Named by MultiTrust, not run here\n\n{absent}\n"


def _names(name: str, named: dict[str, list[str]]) -> str:
    return ", ".join([f"`{name}`", *named.get(name, [])])


def _local(row: Row) -> tuple[str, ...]:
    place = row["checkpoint"] + (f" at `{row['revision']}`" if "revision" in row else "")
    shown = f"at most {row['images']} a prompt; {row['pictures']}" if "images" in row else row["pictures"]
    peculiar = "; ".join(filter(None, (row.get("about"), row.get("prompt"), row.get("why"))))
    gated = ", gated" if row.get("gated") else ""
    return place, row["family"], f"{size(row)}, {row['licence']}{gated}", f"{row['context']:,} tokens; {shown}", peculiar


def _remote(row: Row) -> tuple[str, ...]:
    price = row["price"]
    return row["endpoint"], f"{row['context']:,} tokens", f"{price['input']:g}, {price['output']:g} ({price['as_of']})", row.get("why", "")


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
