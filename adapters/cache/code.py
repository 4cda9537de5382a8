"""What code says, as a digest: comments, docstrings and layout left out, so that an edit that changes no answer has none asked again."""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def code_of(*modules: str, root: Path = ROOT) -> str:
    """A digest of these modules (`adapters.reasoning`, ...) and of every module of their package that they import, at any depth."""
    said = {name: _said(tree) for name, tree in trees(modules, root).items()}
    return hashlib.sha256("\0".join(f"{name} {said[name]}" for name in sorted(said)).encode()).hexdigest()


def trees(modules: tuple[str, ...], root: Path = ROOT) -> dict[str, ast.Module]:
    """{name: syntax tree} of the modules and of what they import of their own package."""
    found: dict[str, ast.Module] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        file = root / f"{name.replace('.', '/')}.py"
        if name not in found and file.is_file():
            found[name] = ast.parse(file.read_text("utf-8"))
            package = name.partition(".")[0]
            waiting += [other for other in _imported(found[name]) if other.partition(".")[0] == package]
    return found


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _said(tree: ast.Module) -> str:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(ast.fix_missing_locations(tree))
