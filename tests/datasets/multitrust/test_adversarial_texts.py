"""R.6 on files in the distribution's layout, whole and broken, and on AdvGLUE's own development set."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fixtures.datasets import multitrust
from fixtures.datasets.glue_like import CLASSES, FIELDS
from fixtures.datasets.multitrust import adversarial_texts, advglue
from tests.datasets.multitrust.conftest import write_picture

FaultOf = Callable[[Callable[[], object]], str]
REAL = Path(__file__).parents[4] / "shared" / "data"
SETS = ("advglue", "advglue_plus")


def content() -> dict[str, list[dict[str, Any]]]:
    """A row for each class of each task."""
    return {
        task: [{"idx": i, "label": i} | {field: f"{field} {i} ?" for field in FIELDS[task]} for i in range(len(classes))]
        for task, classes in CLASSES.items()
    }


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A tree of both sets, without unrelated pictures."""
    for name in SETS:
        folder = tmp_path / "robustness" / name
        for task, classes in CLASSES.items():
            for place in range(len(classes)):
                write_picture(folder / "related" / task / f"{place}.png", 30 * place)
        (folder / "label.json").write_text(json.dumps(content()))
    return tmp_path


def test_rows_become_five_samples_each(small: Path) -> None:
    """In file order, classes as GLUE numbers them, both sets under their own names."""
    samples = adversarial_texts.load(small, 0)

    assert len(samples) == 2 * 14 * 5
    kinds = ("text", "image", "color", "nature", "noise")
    assert {s.variant for s in samples} == {f"{name}-{kind}" for name in SETS for kind in kinds}
    first = [s for s in samples if s.variant == "advglue_plus-text"]
    assert [(s.facts["task"], s.target) for s in first] == [(task, label) for task, known in CLASSES.items() for label in known]
    assert {s.facts["answer"] for s in first if s.facts["task"].startswith("mnli")} == {"option"}
    assert all(f"{field} 1 ?" in s.prompt.text for s in first if s.pair.endswith("/2") for field in FIELDS[s.facts["task"]])
    assert {s.prompt.max_new_tokens for s in samples} == {200}
    assert {s.source for s in samples} <= set(adversarial_texts.SOURCES)


@pytest.mark.parametrize(
    ("change", "place", "expected"),
    [
        (lambda data: data.pop("rte"), "label.json: found the names sst2", "rte"),
        (lambda data: data["qnli"][1].pop("question"), "qnli, row 2: found the keys idx, label, sentence", "question, sentence"),
        (lambda data: data["sst2"][1].update(label=2), "sst2, row 2: found label = 2", "a number from 0 to 1 (negative, positive)"),
        (lambda data: data["mnli"][2].update(label=-1), "mnli, row 3: found label = -1", "a number from 0 to 2 (yes, maybe, no)"),
        (lambda data: data["mnli"][2].update(label=None), "mnli, row 3: found label = None", "a number from 0 to 2"),
        (lambda data: data["rte"][0].update(idx="../sst2/0"), "rte, row 1: found '../sst2/0.png', which leads outside", "inside"),
        (lambda data: data["rte"][0].update(idx=44), "rte, row 1: found no file '44.png'", "a picture in"),
        (lambda data: data["rte"][0].update(idx=[0]), "rte, row 1: found idx = [0]", "the number of a picture in related/rte"),
        (lambda data: data["qqp"][0].update(question2=""), "qqp, row 1: found question2 = ''", "text"),
    ],
)
@pytest.mark.parametrize("name", SETS)
def test_faults_are_named(
    small: Path, fault_of: FaultOf, name: str, change: Callable[[dict[str, Any]], object], place: str, expected: str
) -> None:
    """Set, task, row, and what was expected."""
    data = content()
    change(data)
    (small / "robustness" / name / "label.json").write_text(json.dumps(data))

    message = fault_of(lambda: adversarial_texts.load(small, 0))

    assert f"{name}/label.json" in message
    assert place in message
    assert expected in message


def test_neither_set_is_a_fault(tmp_path: Path, fault_of: FaultOf) -> None:
    """It says what to put there."""
    assert "found neither robustness/ (MultiTrust) nor AdvGLUE's dev.json" in fault_of(lambda: multitrust.adversarial(tmp_path, 0))


@pytest.mark.parametrize("given", [".", "advglue"])
def test_advglue_itself(small: Path, given: str) -> None:
    """Its folder may be given, or the one that holds it; beside MultiTrust's it comes on top."""
    (small / "advglue").mkdir()
    (small / "advglue" / "dev.json").write_text(json.dumps(content()))

    samples = advglue.load(small / given, 0)

    assert Counter(s.variant for s in samples) == {f"advglue-{kind}": 14 for kind in ("text", "image", "color", "nature", "noise")}
    assert {s.source for s in samples} <= set(advglue.SOURCES)
    assert len(multitrust.adversarial(small, 0)) == 14 * 5 * 3


@pytest.mark.skipif(not (REAL / "advglue" / "dev.json").is_file(), reason="AdvGLUE is not here")
def test_the_real_development_set_whole() -> None:
    """738 sentences (the figure of its paper), 148 + 78 + 121 + 162 + 148 + 81, five times."""
    samples = advglue.load(REAL, 0)
    words = Counter(s.facts["task"] for s in samples if s.variant == "advglue-text")

    assert words == {"sst2": 148, "qqp": 78, "mnli": 121, "mnli-mm": 162, "qnli": 148, "rte": 81}
    assert len(samples) == 5 * 738
    assert all(s.prompt.pictures[0].look().size == (384, 384) for s in samples[1::400])
