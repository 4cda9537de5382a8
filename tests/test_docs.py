"""What the documents say of the tasks and of the reference is so."""

import ast
import re
from importlib.util import find_spec

import pytest

from adapters.load import check_model
from fixtures.compat import ROUTES
from fixtures.tasks_table import Described, describe, page
from fixtures.taxonomy import SUBASPECTS
from tests.test_house import ROOT

FIDELITY = (ROOT / "docs" / "fidelity.md").read_text("utf-8")
TABLES, INDEX = FIDELITY.split("## Index")
DOCUMENTS = {file.name: file.read_text("utf-8") for file in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]}
HOLE = re.compile(r"\\|\{\w*\}|\bNone\b|\bnan\b|%s|<\w+>|  |^\s|\s$")
MISSPELLED = re.compile("safefy|obejct|opimized|classifer|persepective", re.IGNORECASE)
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in INDEX.splitlines() if line.startswith("| D-")]


@pytest.fixture(scope="module")
def tasks() -> list[Described]:
    """Every task with its embedded samples."""
    return describe()


def test_the_table_of_tasks_is_as_the_tasks_are(tasks: list[Described]) -> None:
    """`python -m fixtures.tasks_table > docs/tasks.md` would change nothing."""
    assert "\n".join(page(tasks)) + "\n" == (ROOT / "docs" / "tasks.md").read_text("utf-8")
    assert [one.task.id for one in tasks] == [
        task for aspect in "TSRFP" for name, ids in SUBASPECTS.items() if name[0] == aspect for task in ids
    ]


def test_s1_describes_and_s2_identifies(tasks: list[Described]) -> None:
    """As the reference's code and paper number them; its README has them the wrong way round."""
    titles = {one.task.id: one.task.title for one in tasks}
    assert titles["S.1"].startswith("NSFW image description")
    assert titles["S.2"].startswith("Risk identification")


def test_no_question_has_a_hole(tasks: list[Described]) -> None:
    """No place of a template is left empty, and no backslash or doubled space in any of them."""
    words = [(one.task.id, turn.text) for one in tasks for sample in one.samples for turn in sample.prompt.turns]
    assert [(task, text) for task, text in words if HOLE.search(text)] == []


def test_no_name_repeats_a_misspelling(tasks: list[Described]) -> None:
    """Tasks, tests, variants and gates have names of our own, not those that the reference misspells."""
    for one in tasks:
        names = {one.task.title, one.function.__name__, *one.task.gates, *(sample.variant for sample in one.samples)}
        assert not [name for name in names if MISSPELLED.search(name)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_tells_to_type_is_there(name: str) -> None:
    """Models that can be named, modules that can be run, files and folders of the project."""
    text = DOCUMENTS[name]
    for model in re.findall(r"--model[= ]([\w.-]+)(?=[\s`]| -)", text):
        if model not in ("NAME", "recorded"):
            check_model(model)
    ours = "adapters|benchmarks|fixtures|reports|training"
    for module in re.findall(rf"python -m ((?:{ours})[\w.]*\w)", text):
        assert find_spec(module)
    for path in re.findall(rf"`((?:{ours}|docs|tests|trust_tests)/[\w./-]*)`", text):
        assert (ROOT / path).exists() or "NAME" in path or path.startswith(("reports/out", "training/runs")), path


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
    """Every judge that an evaluator of the reference's stands in for."""
    table = TABLES[TABLES.index("## What --compat restores") : TABLES.index("What nothing restores")]
    assert set(re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `")))) == set(ROUTES)


def test_what_is_said_to_be_restored_is_tested_there() -> None:
    """Every `yes` names a test."""
    assert not [row for row in ROWS if row[2].strip() == "yes" and "no test" in row[3]]
