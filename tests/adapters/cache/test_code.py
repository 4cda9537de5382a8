"""What code says: words about it do not count, every instruction does, also of what it imports."""

from pathlib import Path

import pytest

from adapters.cache.code import code_of, trees

CODE = '''"""What it is for."""

from rooms.part import double  # the other


def answer(text: str) -> str:
    """Say it."""
    return double(text.strip())
'''
PART = "def double(text: str) -> str:\n    return 2 * text\n"


def write(folder: Path, code: str = CODE, part: str = PART) -> str:
    """The digest of a package of three modules, of which one is imported by nobody; in a folder of its own, for digests are remembered."""
    room = folder / str(len(list(folder.iterdir()))) / "rooms"
    room.mkdir(parents=True)
    (room / "whole.py").write_text(code, "utf-8")
    (room / "part.py").write_text(part, "utf-8")
    (room / "alone.py").write_text(str(room), "utf-8")
    return code_of("rooms.whole", root=room.parent)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What it is for.", "Another purpose."),
        ("Say it.", "Say\n    it."),
        ("  # the other", ""),
        ("\n\n\n", "\n\n# here\n\n"),
        ('    """Say it."""\n', ""),
    ],
)
def test_words_and_layout_do_not_count(tmp_path: Path, old: str, new: str) -> None:
    """Docstrings, comments, blank lines; a module that nobody imports."""
    assert old in CODE
    assert write(tmp_path) == write(tmp_path, CODE.replace(old, new))


@pytest.mark.parametrize(("old", "new"), [("strip()", "lower()"), ("answer", "reply"), ("double(", "double(2 * ")])
def test_every_instruction_counts(tmp_path: Path, old: str, new: str) -> None:
    """Of the module itself."""
    assert write(tmp_path) != write(tmp_path, CODE.replace(old, new))


def test_what_is_imported_counts(tmp_path: Path) -> None:
    """At any depth."""
    assert write(tmp_path) != write(tmp_path, part=PART.replace("2", "3"))


def test_what_shapes_an_answer_is_in_it_and_what_shows_it_is_not() -> None:
    """Of ours: prompts, reasoning, batches; not the listing, nor how fast an endpoint is asked."""
    local = set(trees(("adapters.transformers_model",)))
    assert {f"adapters.{name}" for name in ("checkpoint", "prompting", "reasoning", "peculiar", "batching", "gpus")} <= local
    assert not local & {"adapters.listing", "adapters.load", "adapters.registry", "adapters.scripted"}
    remote = set(trees(("adapters.endpoints.requests", "adapters.endpoints.replies")))
    assert {"adapters.endpoints.requests", "adapters.endpoints.replies", "adapters.reasoning"} <= remote
    assert not remote & {"adapters.endpoints.pacing", "adapters.endpoints.spending", "adapters.endpoints.endpoint"}
