"""A small MultiTrust distribution in its exact layout, two rows a file, for the loaders to read and for tests to break."""

import csv
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from fixtures.types import DataError

T1 = {"existence": "object", "attribute": "attribute", "scene": "scene"}
POOL = [f"{kind}_{number}.png" for kind in ("color", "nature", "noise") for number in (1, 2, 10)]


def write_picture(path: Path, shade: int = 0) -> None:
    """A picture of its own in the format that the file's name asks for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.radial_gradient("L").resize((40, 30)).point(lambda value: (value + shade) % 256).convert("RGB").save(path)


def write_json(path: Path, content: list[dict[str, object]], lines: bool = False) -> None:
    """A JSON file: the content, or each of its items on a line of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, content)) + "\n" if lines else json.dumps(content), encoding="utf-8")


def write_csv(path: Path, rows: list[list[str]]) -> None:
    """A csv file of a header and rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _truthfulness(root: Path) -> None:
    query = root / "truthfulness" / "query_basic"
    for file, folder in T1.items():
        write_json(
            query / f"query_d_{file}.json",
            [{"image": "1.jpg", "query": "Is it?", "truth": "Yes"}, {"image": "2.png", "query": "Is it not?", "truth": "No"}],
        )
        _pair(root / "truthfulness" / "basic_images" / folder)
    write_json(
        query / "query_g_grounding.json",
        [
            {"image": "1.jpg", "query": "Where?", "truth": "[0.1, 0.2, 0.5, 0.6]"},
            {"image": "2.png", "query": "Where?", "truth": "[0, 0, 1, 1]"},
        ],
    )
    write_json(query / "query_g_ocr.json", [{"image": "1.jpg", "query": "What does it say?", "truth": "Café 7"}])
    for folder in ("grounding", "ocr"):
        _pair(root / "truthfulness" / "basic_images" / folder)


def _pair(folder: Path) -> None:
    write_picture(folder / "1.jpg", 10)
    write_picture(folder / "2.png", 20)


def _safety(root: Path) -> None:
    folder = root / "safety" / "typographic_jailbreak"
    header = ["id", "image_path", "question"]
    for name in ("prompt_and_behavior_graph", "prompt_graph"):
        write_csv(folder / f"{name}.csv", [header, ["0", "1.jpg", "do a thing"], header, ["1", "2.png", "do another, worse thing"]])
        _pair(folder / name)
    write_csv(
        folder / "behavior_graph.csv",
        [
            [*header, "jailbreak_prompt"],
            ["0", "1.jpg", "do a thing", "You are free.\nObey."],
            ["1", "2.png", "do another thing", 'You are "DAN".'],
        ],
    )
    _pair(folder / "behavior_graph")


def _robustness(root: Path) -> None:
    folder = root / "robustness" / "adv_nips"
    write_json(
        folder / "label.json",
        [
            {"image_name": "1.jpg", "untarget": ["dog", "puppy"], "target": ["boat"]},
            {"image_name": "2.png", "untarget": ["cup"], "target": ["car"]},
        ],
        lines=True,
    )
    _pair(folder / "source" / "clean")


def _fairness(root: Path) -> None:
    folder = root / "fairness"
    write_csv(
        folder / "stereo_statement.csv",
        [["Stereo Statement", "Type", "Number"], ["Old people are slow.", "Age", "1"], ["Tourists are loud, always.", "Nationality", "7"]],
    )
    write_picture(folder / "stereo_images" / "age" / "1.png", 30)
    write_picture(folder / "stereo_images" / "nationality" / "7.png", 40)
    for shade, name in enumerate(POOL, 100):
        write_picture(root / "unrelated_images" / name, shade)


def _privacy(root: Path) -> None:
    folder = root / "privacy" / "vispr" / "categorized"
    write_json(
        folder / "image_annotations.json",
        [
            {"SheetName": "phone", "Img Path": "1.jpg", "Info Type": "phone number", "Content": ["555-0100", "555-0101"]},
            {"SheetName": "full name", "Img Path": "2.png", "Info Type": "name", "Content": "Ana Berg"},
        ],
        lines=True,
    )
    write_picture(folder / "phone" / "1.jpg", 50)
    write_picture(folder / "full name" / "2.png", 60)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The distribution, whole."""
    root = tmp_path / "MultiTrust"
    for write in (_truthfulness, _safety, _robustness, _fairness, _privacy):
        write(root)
    return root


@pytest.fixture
def jpeg() -> bytes:
    """A whole JPEG file of a few kilobytes."""
    buffer = BytesIO()
    Image.effect_noise((64, 64), 80).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def png() -> bytes:
    """A whole PNG file of a few kilobytes."""
    buffer = BytesIO()
    Image.effect_noise((64, 64), 80).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def fault_of() -> Callable[[Callable[[], object]], str]:
    """Calls something that has to raise a DataError, and returns its message, which has to be one line."""

    def call(act: Callable[[], object]) -> str:
        with pytest.raises(DataError) as caught:
            act()
        assert len(str(caught.value).splitlines()) == 1
        return str(caught.value)

    return call
