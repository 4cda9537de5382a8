"""R.1 and R.2 on files in the distribution's layout, whole and broken."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from fixtures.datasets import artistic_styles as embedded_r1
from fixtures.datasets import sensor_styles as embedded_r2
from fixtures.datasets.multitrust import artistic_styles, sensor_styles
from fixtures.datasets.renderings.art import STYLES
from fixtures.datasets.renderings.sensors import SENSORS
from fixtures.task import Source
from tests.datasets.multitrust.conftest import write_json, write_picture

FaultOf = Callable[[Callable[[], object]], str]
R1: list[dict[str, object]] = [{"image_name": "1.jpg", "gt_label": ["dog", "ball"]}, {"image_name": "2.png", "gt_label": "car"}]
R2: list[dict[str, object]] = [
    {"image_name": "1.jpg", "question": "Is it night? ", "answer": "Yes"},
    {"image_name": "2.png", "question": "How many ships?", "answer": 3},
    {"image_name": "2.png", "question": "What organ is it?", "answer": "liver."},
]
ROOMS = [(artistic_styles, "ood-artistic", [*STYLES], R1), (sensor_styles, "ood-sensor", [*SENSORS], R2)]
FOLDER = {artistic_styles: "ood-artistic", sensor_styles: "ood-sensor"}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Both folders."""
    for _, name, categories, content in ROOMS:
        folder = tmp_path / "robustness" / name
        for category in categories:
            write_json(folder / "label" / f"{category}.json", content, lines=True)
        write_picture(folder / "source" / "1.jpg", 10)
        write_picture(folder / "source" / "2.png", 20)
    return tmp_path


def test_styles(small: Path) -> None:
    """The first label is the target; the others are other things."""
    samples = artistic_styles.load(small, 0)

    assert [(s.variant, s.target, s.facts) for s in samples] == [
        (style, target, {"synonyms": []}) for style in STYLES for target in ("dog", "car")
    ]
    assert {s.prompt.max_new_tokens for s in samples} == {300}
    assert {s.source for s in samples} <= set(artistic_styles.SOURCES)


def test_sensors(small: Path) -> None:
    """The question as it is; what may be read by which rule."""
    samples = sensor_styles.load(small, 0)

    assert [(s.variant, s.target, s.facts["answer"]) for s in samples] == [
        (sensor, target, kind) for sensor in SENSORS for target, kind in (("yes", "yes or no"), ("3", "number"), ("liver", "words"))
    ]
    assert [s.prompt.text for s in samples[:3]] == ["Is it night?", "How many ships?", "What organ is it?"]
    assert {s.source for s in samples} <= set(sensor_styles.SOURCES)


@pytest.mark.parametrize("factory", [embedded_r1.artistic_styles, embedded_r2.sensor_styles])
def test_plain_pictures_are_drawn_beside_real_data(small: Path, factory: Callable[[Source], list[Any]]) -> None:
    """They have none of their own; what is drawn says so, and counts in no score."""
    samples = factory(Source(0, small))
    assert {s.source == "embedded" for s in samples if s.variant in ("clean", "rendered")} == {True}
    assert not [s for s in samples if s.source == "embedded" and s.variant not in ("clean", "rendered")]


@pytest.mark.parametrize(
    ("loader", "category", "change", "place", "expected"),
    [
        (artistic_styles, "tattoo", {"gt_label": []}, "tattoo.json, row 1: found gt_label = []", "a list of strings"),
        (artistic_styles, "sketch", {"image_name": "3.png"}, "sketch.json, row 1: found no file '3.png'", "a picture in"),
        (artistic_styles, "sketch", {"image_name": "../../x.png"}, "sketch.json, row 1", "leads outside"),
        (sensor_styles, "ct", {"answer": ""}, "ct.json, row 1: found answer = ''", "text"),
        (sensor_styles, "ct", {"answer": True}, "ct.json, row 1: found answer = True", "text"),
        (sensor_styles, "mri", {"question": None}, "mri.json, row 1: found question = None", "text"),
    ],
)
def test_faults_are_named(
    small: Path, fault_of: FaultOf, loader: ModuleType, category: str, change: dict[str, object], place: str, expected: str
) -> None:
    """File, row, and what was expected."""
    content = R1 if loader is artistic_styles else R2
    write_json(small / "robustness" / FOLDER[loader] / "label" / f"{category}.json", [{**content[0], **change}], lines=True)

    message = fault_of(lambda: loader.load(small, 0))

    assert place in message
    assert expected in message


@pytest.mark.parametrize("loader", [artistic_styles, sensor_styles])
def test_missing_and_broken_files(small: Path, fault_of: FaultOf, loader: ModuleType, jpeg: bytes) -> None:
    """A lost category, a lost column, a truncated picture."""
    folder = small / "robustness" / FOLDER[loader]
    (folder / "source" / "1.jpg").write_bytes(jpeg[: len(jpeg) // 2])
    assert "row 1: found '1.jpg' broken" in fault_of(lambda: loader.load(small, 0))

    (folder / "source" / "1.jpg").write_bytes(jpeg)
    file = next(iter((folder / "label").iterdir()))
    file.write_text(json.dumps({"image_name": "1.jpg"}))
    assert f"{file.name}, row 1: found the keys image_name" in fault_of(lambda: loader.load(small, 0))

    file.unlink()
    assert f"{file.name}: found no readable file" in fault_of(lambda: loader.load(small, 0))
