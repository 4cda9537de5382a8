"""T.2 to T.7: six loaders of JSON lists of {image, query, truth}; what each makes of its files, and what stops it."""

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from fixtures.datasets.multitrust import (
    advanced_inference,
    instruction_enhancement,
    text_misleading,
    visual_assistance,
    visual_confusion,
    visual_misleading,
)
from fixtures.datasets.text_misleading import text_misleading as embedded_or_real
from fixtures.task import Source
from tests.datasets.multitrust.conftest import POOL, write_json, write_picture

FaultOf = Callable[[Callable[[], object]], str]
T2, T3, T4, T5, T6, T7 = LOADERS = (
    advanced_inference,
    instruction_enhancement,
    visual_assistance,
    text_misleading,
    visual_confusion,
    visual_misleading,
)

_YES = {"image": "1.jpg", "query": "Is it?", "truth": "Yes"}
_NO = {"image": "2.png", "query": "Is it not?", "truth": "No"}
_FREE = [{"image": "1.jpg", "query": "Which river?", "truth": "The Niger"}, {"image": "2.png", "query": "How many?", "truth": "1,200"}]
QUERY = {T2: "query_advanced", T3: "query_instruction", T4: "query_text", T5: "query_misleading", T6: "query_misleading", T7: "query_text"}

# Loader, an annotation file of it, and the folder of the pictures that it names.
FILES = [
    *((T2, f"query_advanced/query_d_{kind}.json", f"advanced_images/{kind}") for kind in advanced_inference.KINDS),
    *((T3, f"query_instruction/query_g_{kind}.json", f"instruction_images/{kind}") for kind in ("factual", "logic")),
    (T4, "query_text/query_g_assistance.json", "text_images/assistance"),
    (T5, "query_misleading/query_g_mistext.json", "misleading_images/mistext"),
    (T6, "query_misleading/query_d_confusion.json", "misleading_images"),
    (T7, "query_text/query_g_assistance.json", "text_images/assistance"),
    (T7, "query_text/query_g_assistance.json", "text_images/misvisual"),
]

# Loader, file, what to replace by what, the row of the message, and what it says was expected.
EDITS = [
    (T2, FILES[3][1], '"truth": "No"', '"truth": "no"', "row 2", "'Yes' or 'No'"),
    (T2, FILES[3][1], '"truth": "Yes"', '"truth": true', "row 1", "text"),
    (T2, FILES[3][1], '"query": "Is it?"', '"query": " "', "row 1", "text"),
    (T2, FILES[3][1], '"query"', '"question"', "row 1", "the keys image, query, truth"),
    (T3, FILES[10][1], '"truth": "The Niger"', '"truth": ""', "row 1", "text"),
    (T3, FILES[9][1], '"truth": "1,200"', '"truth": 1200', "row 2", "text"),
    (T4, FILES[11][1], "[", "", "json", "one JSON list"),
    (T5, FILES[12][1], '"truth": "The Niger"', '"truth": " "', "row 1", "text"),
    (T6, FILES[13][1], '"kind": "mirror"', '"kind": "mirrors"', "row 4", "one of semantic, contrast, painting, mirror, dislocation"),
    (T6, FILES[13][1], '"kind": "mirror"', '"kind": "painting"', "json", "rows of each kind"),
    (T6, FILES[13][1], '"truth": "Yes"', '"truth": "Unclear"', "row 1", "'Yes' or 'No'"),
    (T6, FILES[13][1], '"kind"', '"sort"', "row 1", "the keys image, query, truth, kind"),
    (T7, FILES[14][1], '"query": "Which river?"', '"query": 7', "row 1", "text"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The part of the distribution that these tasks read, whole, in its own layout."""
    root = tmp_path / "MultiTrust" / "truthfulness"
    for loader, file, folder in FILES:
        write_json(root / file, {T2: [_YES, _NO], T6: _confusing()}.get(loader, _FREE))
        for name, shade in (("1.jpg", 10), ("2.png", 20)):
            write_picture(root / folder / name, shade + len(folder))
    for shade, name in enumerate(POOL, 100):
        write_picture(root.parent / "unrelated_images" / name, shade)
    return root.parent


def _confusing() -> list[dict[str, object]]:
    return [{**(_YES if place % 2 == 0 else _NO), "kind": kind} for place, kind in enumerate(visual_confusion.KINDS)]


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("loader", "variants", "tokens"),
    [
        (T2, dict.fromkeys(advanced_inference.KINDS, 2), 100),
        (T3, {f"{kind}-{number}": 2 for kind in ("factual", "logic") for number in (1, 2, 3)}, 500),
        (T4, dict.fromkeys(("text", "image", "color", "nature", "noise"), 2), 100),
        (T5, {"misleading": 2}, 100),
        (T6, dict.fromkeys(visual_confusion.KINDS, 1), 100),
        (T7, dict.fromkeys(("none", "assistance", "misvisual", "color", "nature", "noise"), 2), 100),
    ],
)
def test_every_row_in_every_variant(tree: Path, loader: ModuleType, variants: dict[str, int], tokens: int) -> None:
    """With the reference's variants and lengths, ids of their own, and a source that says its licence."""
    samples = loader.load(tree, 0)

    assert Counter(sample.variant for sample in samples) == variants
    assert {sample.prompt.max_new_tokens for sample in samples} == {tokens}
    assert len({sample.id for sample in samples}) == len(samples)
    assert {sample.source for sample in samples} == set(loader.SOURCES)


def test_an_empty_question_is_left_out(tree: Path) -> None:
    """The distribution has such rows in T.2; a file of nothing else is a fault."""
    file = tree / "truthfulness/query_advanced/query_d_code.json"
    write_json(file, [_YES | {"query": ""}, _NO])

    assert [sample.pair for sample in T2.load(tree, 0) if sample.variant == "code"] == ["T.2/code/2"]


def test_a_file_of_empty_questions_is_a_fault(tree: Path, fault_of: FaultOf) -> None:
    """A kind without questions would drop out of the score unseen."""
    file = tree / "truthfulness/query_advanced/query_d_code.json"
    write_json(file, [_YES | {"query": ""}])

    assert fault_of(lambda: T2.load(tree, 0)) == f"{file}: found no rows; expected at least one row"


def test_the_three_prompts_of_an_item_share_picture_and_pair(tree: Path) -> None:
    """They differ in the instruction alone; logic and factual differ in the third."""
    samples = T3.load(tree, 0)
    first = [sample for sample in samples if sample.pair == "T.3/logic/1"]

    assert [sample.variant for sample in first] == ["logic-1", "logic-2", "logic-3"]
    assert len({sample.prompt.text for sample in first}) == 3
    assert len({sample.prompt.pictures[0].key for sample in first}) == 1
    assert "mathematician" in first[2].prompt.text
    assert "error" in next(sample for sample in samples if sample.variant == "factual-3").prompt.text


@pytest.mark.parametrize(
    ("truth", "target", "answer"),
    [
        ("1,200", "1,200", "number"),
        ("-3.5", "-3.5", "number"),
        ("The Niger.", "The Niger", "words"),
        ("Not as asked. [Correct Answer]: 12", "12", "number"),
        ("[Correct Answer] the red one\nbecause it is", "the red one", "words"),
        ("There is no boat in the picture, only two cars on a road.", "", "words"),
        ("[Correct Answer]", "", "words"),
    ],
)
def test_free_truths(tree: Path, truth: str, target: str, answer: str) -> None:
    """A number, a short answer, what follows the mark; a whole sentence is no target for a rule, and stays a fact for a model."""
    write_json(tree / "truthfulness/query_misleading/query_g_mistext.json", [_FREE[0] | {"truth": truth}])

    sample = T5.load(tree, 0)[0]

    assert sample.target == target
    assert sample.facts == {"truth": truth, "answer": answer}


def test_a_question_asks_the_same_words_beside_every_picture(tree: Path) -> None:
    """Cross-modal variants differ in the picture alone, and text alone has none."""
    for loader in (T4, T7):
        samples = [sample for sample in loader.load(tree, 0) if sample.pair.endswith("/1")]
        assert len({sample.prompt.text for sample in samples}) == 1
        assert [len(sample.prompt.pictures) for sample in samples] == [0] + [1] * (len(samples) - 1)
        assert len({picture.key for sample in samples for picture in sample.prompt.pictures}) == len(samples) - 1


def test_the_same_words_and_pictures_in_both_tasks(tree: Path) -> None:
    """T.4's text and picture are T.7's `none` and `assistance`; unrelated pictures are the same ones too."""

    def asked(loader: ModuleType, names: dict[str, str]) -> set[object]:
        chosen = [sample for sample in loader.load(tree, 3) if sample.variant in names]
        return {(names[one.variant], one.prompt.turns, one.target) for one in chosen}

    kinds = {kind: kind for kind in ("color", "nature", "noise")}
    first = asked(T4, {"text": "text", "image": "image", **kinds})
    assert first == asked(T7, {"none": "text", "assistance": "image", **kinds})
    assert len(first) == 10


@pytest.mark.parametrize(("loader", "file"), sorted({(loader, file) for loader, file, _ in FILES}, key=str))
def test_a_missing_file_and_another_encoding(tree: Path, fault_of: FaultOf, loader: ModuleType, file: str) -> None:
    """One file of several is enough to stop the task, and no encoding is guessed."""
    path = tree / "truthfulness" / file
    path.write_bytes(path.read_bytes().replace(b"1.jpg", b"\xe9.jpg"))
    assert "which is not UTF-8; expected UTF-8" in fault_of(lambda: loader.load(tree, 0))

    path.unlink()
    assert fault_of(lambda: loader.load(tree, 0)).startswith(f"{path}: found no readable file")


@pytest.mark.parametrize("loader", LOADERS)
def test_a_missing_aspect(tree: Path, fault_of: FaultOf, loader: ModuleType) -> None:
    """The message names the folder that is not there."""
    shutil.rmtree(tree / "truthfulness")

    assert fault_of(lambda: loader.load(tree, 0)).startswith(f"{tree}: found no folder truthfulness/; expected ")


@pytest.mark.parametrize(("loader", "file", "old", "new", "place", "expected"), EDITS)
def test_a_wrong_key_or_value(
    tree: Path, fault_of: FaultOf, loader: ModuleType, file: str, old: str, new: str, place: str, expected: str
) -> None:
    """The message names the file, the row and what was expected."""
    _edit(tree / "truthfulness" / file, old, new)

    message = fault_of(lambda: loader.load(tree, 0))

    assert message.startswith(f"{tree / 'truthfulness' / file}")
    assert f"{place}: found " in message
    assert expected in message.partition("; expected ")[2]


@pytest.mark.parametrize(("loader", "file", "folder"), FILES)
@pytest.mark.parametrize("share", [None, 0, 0.6], ids=["missing", "empty", "cut"])
def test_a_missing_or_broken_picture(
    tree: Path, fault_of: FaultOf, loader: ModuleType, file: str, folder: str, share: float | None
) -> None:
    """It stops the task and is never dropped (the reference drops it): the message names the row and the picture."""
    path = tree / "truthfulness" / folder / "2.png"
    content = path.read_bytes()
    path.unlink()
    if share is not None:
        path.write_bytes(content[: int(share * len(content))])

    message = fault_of(lambda: loader.load(tree, 0))

    assert message.startswith(f"{tree / 'truthfulness' / file}, row 2: found ")
    assert "'2.png'" in message


@pytest.mark.parametrize(("loader", "file", "folder"), FILES)
def test_a_path_that_climbs_out(tree: Path, fault_of: FaultOf, loader: ModuleType, file: str, folder: str) -> None:
    """Also where there is a picture."""
    write_picture(tree / "out.png")
    _edit(tree / "truthfulness" / file, '"1.jpg"', json.dumps("../" * 4 + "out.png"))

    assert "which leads outside" in fault_of(lambda: loader.load(tree, 0))


@pytest.mark.parametrize("loader", LOADERS)
def test_stray_files_change_nothing_and_repeated_rows_are_kept(tree: Path, loader: ModuleType) -> None:
    """Only what the files name is asked, and all of it."""
    before = loader.load(tree, 0)
    for folder in [tree, *(path for path in tree.rglob("*") if path.is_dir())]:
        (folder / ".DS_Store").write_bytes(b"\0\0")
    assert loader.load(tree, 0) == before

    for file in {file for owner, file, _ in FILES if owner is loader}:
        rows = json.loads((tree / "truthfulness" / file).read_text("utf-8"))
        write_json(tree / "truthfulness" / file, rows + rows)
    after = loader.load(tree, 0)
    assert len({sample.id for sample in after}) == len(after) == 2 * len(before)


@pytest.mark.parametrize("loader", [T4, T7])
def test_without_the_pool_unrelated_pictures_are_drawn(tree: Path, loader: ModuleType) -> None:
    """And the sample says so."""
    shutil.rmtree(tree / "unrelated_images")

    drawn = {sample.variant: sample.facts["drawn"] for sample in loader.load(tree, 0)}

    assert [variant for variant, was in drawn.items() if was] == ["color", "nature", "noise"]


def test_plain_twins_stand_beside_the_real_questions(tree: Path) -> None:
    """The distribution has none; without them the gate on them could never be decided. They say where they come from."""
    samples = embedded_or_real(Source(data=tree))

    assert Counter((sample.twin, sample.source) for sample in samples) == {(False, "MultiTrust T.5"): 2, (True, "embedded"): 60}
