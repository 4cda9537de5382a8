"""What the documents say of the tasks and of the reference is so."""

import ast
import re

import pytest

from fixtures.compat import RULES
from fixtures.tasks_table import describe, page
from fixtures.taxonomy import SUBASPECTS
from tests.test_house import ROOT

FIDELITY = (ROOT / "docs" / "fidelity.md").read_text("utf-8")
TABLES, INDEX = FIDELITY.split("## Index")
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in INDEX.splitlines() if line.startswith("| D-")]


def test_the_table_of_tasks_is_as_the_tasks_are() -> None:
    """`python -m fixtures.tasks_table > docs/tasks.md` would change nothing."""
    tasks = describe()
    assert "\n".join(page(tasks)) + "\n" == (ROOT / "docs" / "tasks.md").read_text("utf-8")
    assert [one.task.id for one in tasks] == [
        task for aspect in "TSRFP" for name, ids in SUBASPECTS.items() if name[0] == aspect for task in ids
    ]


def test_every_defect_is_in_the_index() -> None:
    """D-01 to D-63, in order."""
    assert [row[0] for row in ROWS] == [f"D-{number:02}" for number in range(1, 64)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_defect_of_a_task_parser_pairing_or_score_has_a_line(row: list[str]) -> None:
    """In one of the tables, beside what it concerns."""
    defect, concerns, restored, _ = (cell.strip("| ") for cell in row)
    assert concerns.partition(":")[0] in ("task", "parser", "pairing", "score", "pipeline", "wrappers")
    assert restored in ("yes", "no", "same", "never")
    if concerns.partition(":")[0] in ("task", "parser", "pairing", "score"):
        assert [line for line in TABLES.splitlines() if line.startswith("| ") and defect in line]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", FIDELITY))))
def test_a_test_that_is_named_exists(name: str) -> None:
    """The file, and the function where one is named."""
    file, _, function = name.partition("::")
    functions = {node.name for node in ast.parse((ROOT / file).read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}
    assert not function or function in functions


def test_what_compat_restores_is_named() -> None:
    """Every judge that a rule stands in for."""
    table = TABLES[TABLES.index("## What --compat restores") : TABLES.index("What nothing restores")]
    assert set(re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `")))) == set(RULES)


def test_what_is_said_to_be_restored_is_tested_there() -> None:
    """Every `yes` names a test."""
    assert not [row for row in ROWS if row[2].strip() == "yes" and "no test" in row[3]]
