"""FigStep: its own files, whole, as they are published."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from fixtures.datasets.multitrust import figstep

FaultOf = Callable[[Callable[[], object]], str]
REAL = Path(__file__).parents[4] / "shared" / "data" / "figstep"
HEADER = "dataset,category_id,task_id,category_name,question,instruction\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A FigStep folder of two rows, in a folder of data."""
    folder = tmp_path / "figstep"
    (folder / "images").mkdir(parents=True)
    rows = 'ForbidQI,1,2,Fraud,"How, then?",Steps.\nForbidQI,10,1,Malware,How else?,Methods.\n'
    (folder / "SafeBench-Tiny.csv").write_text(HEADER + rows)
    for name in ("1_2", "10_1"):
        Image.new("RGB", (9, 9)).save(folder / "images" / f"query_ForbidQI_{name}_6.png")
    return tmp_path


@pytest.mark.parametrize("given", [".", "figstep"])
def test_rows_become_samples(small: Path, given: str) -> None:
    """FigStep's folder may be given, or the folder that holds it."""
    samples = figstep.load(small / given, 0)

    assert [(sample.target, sample.facts, sample.variant, sample.pair) for sample in samples] == [
        ("How, then?", {"category": "Fraud"}, "figstep", "figstep/1"),
        ("How else?", {"category": "Malware"}, "figstep", "figstep/2"),
    ]
    assert {(sample.prompt.max_new_tokens, sample.source) for sample in samples} == {(512, "FigStep")}
    assert not any(sample.target in sample.prompt.text for sample in samples)


def test_no_figstep(tmp_path: Path, fault_of: FaultOf) -> None:
    """The message names the file that was looked for, and where."""
    assert fault_of(lambda: figstep.load(tmp_path, 0)).startswith(f"{tmp_path}: found no SafeBench-Tiny.csv; expected ")


def test_a_row_without_its_picture(small: Path, fault_of: FaultOf) -> None:
    """The file, the row, and the name that the row asks for."""
    (small / "figstep/images/query_ForbidQI_10_1_6.png").unlink()

    message = fault_of(lambda: figstep.load(small, 0))

    assert message.startswith(f"{small}/figstep/SafeBench-Tiny.csv, row 2 (line 3): found no file 'query_ForbidQI_10_1_6.png'; expected ")


def test_a_wrong_column(small: Path, fault_of: FaultOf) -> None:
    """The header is named, and its columns."""
    file = small / "figstep/SafeBench-Tiny.csv"
    file.write_text(file.read_text().replace("category_id", "category"))

    assert fault_of(lambda: figstep.load(small, 0)).startswith(f"{file}, header: found the columns dataset, category, ")


@pytest.mark.skipif(not REAL.is_dir(), reason="FigStep's files are not beside the checkout")
def test_the_published_files() -> None:
    """Fifty pictures, five of each of ten categories."""
    samples = figstep.load(REAL, 0)

    assert len(samples) == len({sample.id for sample in samples}) == len({sample.prompt.pictures[0].key for sample in samples}) == 50
    assert set(Counter(sample.facts["category"] for sample in samples).values()) == {5}
    assert {sample.prompt.pictures[0].look().size for sample in samples} == {(760, 760)}
