"""The rooms stay apart: imports point one way, and nobody else claims our names."""

import ast
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "adapters": {"adapters"},
    "fixtures": {"adapters", "fixtures"},
    "reports": {"reports"},
    "training": {"adapters", "fixtures", "training"},
    "trust_tests": {"adapters", "fixtures"},
}
FILES = [path for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """The rooms that a file imports from."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names & MAY_IMPORT.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    """A room imports only from the rooms below it."""
    assert imported(path) <= MAY_IMPORT[path.relative_to(ROOT).parts[0]]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_no_installed_distribution_claims_a_room(room: str) -> None:
    """`fixtures` and its like exist on PyPI too: an installed one would shadow ours, and this names the culprit."""
    assert packages_distributions().get(room, []) == []


def test_the_readme_shows_every_file_of_the_engine() -> None:
    """One line a file."""
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [
        path.name
        for room in ("adapters", "fixtures", "training")
        for path in (ROOT / room).glob("*.py")
        if path.name not in readme and not path.name.startswith("__")
    ]
    assert missing == []


def test_nothing_loads_torch_to_collect() -> None:
    """Collecting and judging recorded answers start fast: only the transformers adapter and attacks import torch, when used."""
    eager = {
        path
        for path in FILES
        if path.relative_to(ROOT).parts[0] in ("adapters", "fixtures", "reports", "trust_tests")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        if "torch" in ast.unparse(node).replace("torchattacks", "torch").split()
    }
    network = {"transformers_model.py", "checkpoint.py", "gpus.py", "invariance.py", "peculiar.py", "teacher_forcing.py"}
    attacks = {path.name for path in eager if path.parent == ROOT / "fixtures" / "attacks"}
    assert {path.name for path in eager} <= network | attacks | {"towers.py", "resizing.py"}


def test_planning_an_attack_loads_no_torch() -> None:
    """The fixtures, and what an attack is told, are there at collection; what takes gradients is loaded by the first attack."""
    wanted = "import sys, fixtures.plugin, fixtures.attacking, fixtures.attacks.making; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", wanted], cwd=ROOT, capture_output=True, text=True, check=True).stdout == "False\n"
