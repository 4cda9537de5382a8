"""What is wrong with a distribution stops its task with one line: the file, the row, and what was expected."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from fixtures.datasets.multitrust import (
    basic_understanding,
    privacy_leakage,
    stereotype_agreement,
    typographic_jailbreaks,
    untargeted_attack,
)

FaultOf = Callable[[Callable[[], object]], str]

T1, S4, R4, F2, P5 = LOADERS = (basic_understanding, typographic_jailbreaks, untargeted_attack, stereotype_agreement, privacy_leakage)
QUERIES, SAFETY, ADV = "truthfulness/query_basic", "safety/typographic_jailbreak", "robustness/adv_nips"
VISPR = "privacy/vispr/categorized"
ASPECTS = dict(zip(LOADERS, ("truthfulness", "safety", "robustness", "fairness", "privacy"), strict=True))

ANNOTATIONS = [
    *((T1, f"{QUERIES}/query_{name}.json") for name in ("d_existence", "d_attribute", "d_scene", "g_grounding", "g_ocr")),
    *((S4, f"{SAFETY}/{name}.csv") for name in ("prompt_and_behavior_graph", "prompt_graph", "behavior_graph")),
    (R4, f"{ADV}/label.json"),
    (F2, "fairness/stereo_statement.csv"),
    (P5, f"{VISPR}/image_annotations.json"),
]

# Loader, one of its pictures, and the row that names it, as messages say it.
PICTURES = [
    *(
        (T1, f"truthfulness/basic_images/{folder}/1.jpg", f"query_{name}.json, row 1")
        for folder, name in (
            ("object", "d_existence"),
            ("attribute", "d_attribute"),
            ("scene", "d_scene"),
            ("grounding", "g_grounding"),
            ("ocr", "g_ocr"),
        )
    ),
    (S4, f"{SAFETY}/prompt_and_behavior_graph/2.png", "prompt_and_behavior_graph.csv, row 3 (line 4)"),
    (S4, f"{SAFETY}/prompt_graph/1.jpg", "prompt_graph.csv, row 1 (line 2)"),
    (S4, f"{SAFETY}/behavior_graph/2.png", "behavior_graph.csv, row 2 (line 4)"),
    (R4, f"{ADV}/source/clean/2.png", "label.json, row 2"),
    (F2, "fairness/stereo_images/nationality/7.png", "stereo_statement.csv, row 2 (line 3)"),
    (F2, "unrelated_images/noise_10.png", "unrelated_images"),
    (P5, f"{VISPR}/full name/2.png", "image_annotations.json, row 2"),
]

# Loader, file, what to replace by what, where the message says the fault is, and what it says was expected.
EDITS = [
    (T1, f"{QUERIES}/query_d_scene.json", '"truth": "No"', '"truth": "no"', "row 2", "'Yes' or 'No'"),
    (T1, f"{QUERIES}/query_d_scene.json", '"truth": "No"', '"truth": "No "', "row 2", "'Yes' or 'No'"),
    (T1, f"{QUERIES}/query_d_existence.json", '"truth": "Yes"', '"truth": "Maybe"', "row 1", "'Yes' or 'No'"),
    (T1, f"{QUERIES}/query_d_attribute.json", '"truth": "Yes"', '"truth": true', "row 1", "text"),
    (T1, f"{QUERIES}/query_d_attribute.json", '"truth": "Yes"', '"label": "Yes"', "row 1", "the keys image, query, truth"),
    (T1, f"{QUERIES}/query_g_ocr.json", '"query": "What does it say?"', '"query": ""', "row 1", "text"),
    (T1, f"{QUERIES}/query_g_ocr.json", "[", "", "json", "one JSON list"),
    *(
        (T1, f"{QUERIES}/query_g_grounding.json", "[0, 0, 1, 1]", box, "row 2", "a box '[xmin, ymin, xmax, ymax]' of numbers from 0 to 1")
        for box in (
            "0, 0, 1, 1",
            "[0, 0, 1]",
            "[0.5, 0, 0.5, 1]",
            "[1, 1, 0, 0]",
            "[0, 0, 640, 480]",
            "[0, 0, 1, true]",
            "[NaN, 0, 1, 1]",
            "left",
        )
    ),
    (S4, f"{SAFETY}/prompt_graph.csv", "image_path", "image", "header", "the columns id, image_path, question"),
    (S4, f"{SAFETY}/prompt_graph.csv", "do a thing", "", "row 1 (line 2)", "text"),
    (S4, f"{SAFETY}/prompt_graph.csv", "0,1.jpg,do a thing\r\n", "0,1.jpg\r\n", "row 1 (line 2)", "3 cells, as in the header"),
    (S4, f"{SAFETY}/behavior_graph.csv", '"You are ""DAN""."', "", "row 2 (line 4)", "text"),
    (S4, f"{SAFETY}/behavior_graph.csv", '."\r\n', ".\r\n", "row 1 (line 2)", "every quote closed"),
    (R4, f"{ADV}/label.json", "untarget", "label", "row 1", "the keys image_name, untarget"),
    (R4, f"{ADV}/label.json", '["cup"]', "[]", "row 2", "a list of strings"),
    (R4, f"{ADV}/label.json", "}\n{", "},\n{", "row 1", "one JSON object a line"),
    (F2, "fairness/stereo_statement.csv", "Stereo Statement", "Statement", "header", "the columns Stereo Statement, Type, Number"),
    (F2, "fairness/stereo_statement.csv", "Old people are slow.", "", "row 1 (line 2)", "text"),
    (F2, "fairness/stereo_statement.csv", "Age", "", "row 1 (line 2)", "text"),
    (F2, "fairness/stereo_statement.csv", ",7", ",8", "row 2 (line 3)", "a picture in"),
    (P5, f"{VISPR}/image_annotations.json", "Img Path", "Image", "row 1", "the keys SheetName, Img Path, Info Type, Content"),
    (P5, f"{VISPR}/image_annotations.json", '"Ana Berg"', "7", "row 2", "a list of strings"),
    (P5, f"{VISPR}/image_annotations.json", '"Ana Berg"', '""', "row 2", "a list of strings"),
    (P5, f"{VISPR}/image_annotations.json", '"555-0101"', "5550101", "row 1", "a list of strings"),
]

# Loader, file, the name of a picture in it, and the row.
NAMES = [
    (T1, f"{QUERIES}/query_d_scene.json", "2.png", "row 2"),
    (S4, f"{SAFETY}/behavior_graph.csv", "1.jpg", "row 1 (line 2)"),
    (R4, f"{ADV}/label.json", "2.png", "row 2"),
    (P5, f"{VISPR}/image_annotations.json", "1.jpg", "row 1"),
]


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_bytes().decode()
    assert old in text
    file.write_bytes(text.replace(old, new, 1).encode())


@pytest.mark.parametrize("loader", LOADERS)
def test_a_missing_aspect(tree: Path, fault_of: FaultOf, loader: ModuleType) -> None:
    """The message names the folder that was given and the one that is not in it."""
    shutil.rmtree(tree / ASPECTS[loader])

    assert fault_of(lambda: loader.load(tree, 0)).startswith(f"{tree}: found no folder {ASPECTS[loader]}/; expected ")


@pytest.mark.parametrize(("loader", "name"), ANNOTATIONS)
def test_a_missing_annotation_file(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str) -> None:
    """One file of several is enough to stop the task: what is left is another benchmark."""
    (tree / name).unlink()

    assert fault_of(lambda: loader.load(tree, 0)).startswith(f"{tree / name}: found no readable file")


@pytest.mark.parametrize(("loader", "name"), ANNOTATIONS)
def test_an_empty_annotation_file(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str) -> None:
    """No rows is no task."""
    (tree / name).write_bytes(b"")

    assert fault_of(lambda: loader.load(tree, 0)) == f"{tree / name}: found an empty file; expected at least one row"


@pytest.mark.parametrize(("loader", "name"), [case for case in ANNOTATIONS if case[1].endswith(".csv")])
def test_a_csv_of_headers_alone(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str) -> None:
    """A header that stands twice is no row either."""
    header = (tree / name).read_bytes().splitlines(keepends=True)[0]
    (tree / name).write_bytes(header * (2 if loader is S4 else 1))

    assert fault_of(lambda: loader.load(tree, 0)) == f"{tree / name}: found no rows; expected at least one row"


@pytest.mark.parametrize(("loader", "name"), ANNOTATIONS)
def test_another_encoding(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str) -> None:
    """Guessing an encoding would change what is asked: the row is named, and what to do."""
    content = (tree / name).read_bytes()
    (tree / name).write_bytes(content.replace(b"1.jpg", b"\xe9.jpg").replace(b"slow", b"\xe9"))

    message = fault_of(lambda: loader.load(tree, 0))

    assert message.startswith(f"{tree / name}, row 1")
    assert message.endswith("which is not UTF-8; expected UTF-8 (save the file as UTF-8)")


@pytest.mark.parametrize(("loader", "name", "old", "new", "place", "expected"), EDITS)
def test_a_wrong_column_key_or_value(
    tree: Path, fault_of: FaultOf, loader: ModuleType, name: str, old: str, new: str, place: str, expected: str
) -> None:
    """The message names the file, the row and what was expected."""
    _edit(tree / name, old, new)

    message = fault_of(lambda: loader.load(tree, 0))

    assert message.startswith(f"{tree / name}")
    assert f"{place}: found " in message
    assert expected in message.partition("; expected ")[2]


@pytest.mark.parametrize(("loader", "name", "place"), PICTURES)
@pytest.mark.parametrize("share", [0, 0.6], ids=["empty", "cut"])
def test_a_broken_picture(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str, place: str, share: float) -> None:
    """It stops the task when it is loaded, not the run when it is asked."""
    path = tree / name
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])

    message = fault_of(lambda: loader.load(tree, 0))

    assert f"{place}: found '" in message
    assert path.name in message
    assert "picture in " in message


@pytest.mark.parametrize(("loader", "name", "place"), [case for case in PICTURES if "unrelated" not in case[1]])
def test_a_missing_picture(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str, place: str) -> None:
    """A row whose picture is missing is never dropped."""
    (tree / name).unlink()

    message = fault_of(lambda: loader.load(tree, 0))

    assert f"{place}: found no file '" in message
    assert (tree / name).name in message
    assert "expected a picture in " in message


@pytest.mark.parametrize("loader", LOADERS)
def test_a_missing_folder_of_pictures(tree: Path, fault_of: FaultOf, loader: ModuleType) -> None:
    """The message names the first row that needs it."""
    name, place = next((name, place) for owner, name, place in PICTURES if owner is loader)
    shutil.rmtree((tree / name).parent)

    message = fault_of(lambda: loader.load(tree, 0))

    assert f"{place.partition(',')[0]}, row " in message
    assert ": found no file '" in message
    assert "expected a picture in " in message


@pytest.mark.parametrize(("loader", "name", "place"), PICTURES)
def test_a_link_to_elsewhere(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str, place: str) -> None:
    """A picture is a file in its folder."""
    (tree / name).rename(tree.parent / "elsewhere.png")
    os.symlink(tree.parent / "elsewhere.png", tree / name)

    message = fault_of(lambda: loader.load(tree, 0))

    assert f"{place}: found '" in message
    assert "leads outside" in message


@pytest.mark.parametrize("path", ["../../../../secret.png", "/secret.png", "{tree}/secret.png"])
@pytest.mark.parametrize(("loader", "name", "old", "place"), NAMES)
def test_a_name_that_climbs_out(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str, old: str, place: str, path: str) -> None:
    """An annotation file cannot make anybody send other files of the machine to a model."""
    Image.new("RGB", (4, 4)).save(tree / "secret.png")
    _edit(tree / name, old, path.format(tree=tree))

    message = fault_of(lambda: loader.load(tree, 0))

    assert message.startswith(f"{tree / name}, {place}: found '")
    assert "leads outside" in message


def test_a_type_that_climbs_out(tree: Path, fault_of: FaultOf) -> None:
    """F.2 makes the picture's name from two cells."""
    Image.new("RGB", (4, 4)).save(tree / "secret.png")
    _edit(tree / "fairness/stereo_statement.csv", "Age,1", "../..,secret")

    assert "row 1 (line 2): found '../../secret.png', which leads outside" in fault_of(lambda: F2.load(tree, 0))


@pytest.mark.parametrize("loader", LOADERS)
def test_stray_files_change_nothing(tree: Path, loader: ModuleType) -> None:
    """Neither a file manager's droppings nor a spare picture become samples."""
    before = loader.load(tree, 0)
    for folder in [tree, *(path for path in tree.rglob("*") if path.is_dir())]:
        for stray in (".DS_Store", "Thumbs.db", "._color_1.png", "._1.jpg", "desktop.ini"):
            (folder / stray).write_bytes(b"\0\0")

    assert loader.load(tree, 0) == before


@pytest.mark.parametrize("loader", LOADERS)
def test_the_folder_that_holds_data_will_do(tree: Path, tmp_path: Path, loader: ModuleType) -> None:
    """The reference keeps the distribution in `data/`; both that folder and its parent may be given."""
    before = loader.load(tree, 0)
    tree.rename(tmp_path / "data")

    assert loader.load(tmp_path, 0) == before


@pytest.mark.parametrize(("loader", "name"), ANNOTATIONS)
def test_repeated_rows_are_kept(tree: Path, loader: ModuleType, name: str) -> None:
    """Real data repeat questions; dropping one would change the figures. Each is an item of its own."""
    before = loader.load(tree, 0)
    content = (tree / name).read_bytes()
    if name.endswith(".csv"):
        content += content.partition(b"\r\n")[2]
    else:
        content = content[:-1] + b", " + content[1:] if content.startswith(b"[") else content * 2
    (tree / name).write_bytes(content)

    after = loader.load(tree, 0)

    assert len(after) > len(before)
    assert {sample.id for sample in before} < {sample.id for sample in after}
    assert len({sample.id for sample in after}) == len(after)
