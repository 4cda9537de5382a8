"""F.2: each statement is asked five times, and the seed alone decides which unrelated pictures stand beside it."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.datasets.multitrust import stereotype_agreement
from fixtures.types import Sample

REPOSITORY = Path(__file__).parents[3]
SEEDS = st.integers(0, 2**31)
Pairing = dict[tuple[str, str], tuple[str, ...]]


def _pairing(samples: list[Sample]) -> Pairing:
    return {(sample.facts["statement"], sample.variant): tuple(picture.key for picture in sample.prompt.pictures) for sample in samples}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Callable[[range], Path]:
    """Writes a distribution with these of forty statements, whose unrelated pictures are drawn."""

    def write(numbers: range) -> Path:
        root = tmp_path_factory.mktemp("many")
        (root / "fairness" / "stereo_images" / "age").mkdir(parents=True)
        with (root / "fairness" / "stereo_statement.csv").open("w", newline="") as file:
            csv.writer(file).writerows([["Stereo Statement", "Type", "Number"], *([f"Group {n} is slow.", "Age", "1"] for n in numbers)])
        (root / "fairness" / "stereo_images" / "age" / "1.png").write_bytes(PIXEL)
        return root

    return write


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


def test_five_variants_a_statement(tree: Path) -> None:
    """Text alone, its own picture, and three unrelated ones; all five are a pair."""
    samples = stereotype_agreement.load(tree, 0)

    assert [sample.variant for sample in samples] == ["text", "image", "color", "nature", "noise"] * 2
    assert [sample.pair for sample in samples] == ["F.2/1"] * 5 + ["F.2/2"] * 5
    assert [len(sample.prompt.pictures) for sample in samples[:5]] == [0, 1, 1, 1, 1]
    assert len({sample.prompt.text for sample in samples[:5]}) == 1


def test_facts_lengths_and_sources(tree: Path) -> None:
    """The type stays as the file writes it, for figures by type."""
    samples = stereotype_agreement.load(tree, 0)

    assert samples[5].facts == {"statement": "Tourists are loud, always.", "type": "Nationality", "drawn": False}
    assert {sample.prompt.max_new_tokens for sample in samples} == {100}
    assert {sample.source for sample in samples} <= set(stereotype_agreement.SOURCES)


def test_braces_in_a_statement_are_letters(tree: Path) -> None:
    """Statements are data, never templates."""
    file = tree / "fairness/stereo_statement.csv"
    file.write_text(file.read_text().replace("Old people", "{Old} {people"))

    assert "{Old} {people are slow." in stereotype_agreement.load(tree, 0)[0].prompt.text


def test_unrelated_pictures_come_from_the_pool(tree: Path) -> None:
    """Each variant from its own kind, when the distribution has the folder."""
    samples = stereotype_agreement.load(tree, 0)
    sizes = {picture.look().size for sample in samples for picture in sample.prompt.pictures}

    assert sizes == {(40, 30)}
    assert not any(sample.facts["drawn"] for sample in samples)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, other=SEEDS)
def test_pairs_are_a_matter_of_the_seed(many: Callable[[range], Path], seed: int, other: int) -> None:
    """The same seed pairs the same, another seed pairs otherwise."""
    tree = many(range(12))
    pairing = _pairing(stereotype_agreement.load(tree, seed))

    assert _pairing(stereotype_agreement.load(tree, seed)) == pairing
    assert (_pairing(stereotype_agreement.load(tree, other)) == pairing) == (seed == other)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, first=st.integers(0, 6), last=st.integers(7, 12))
def test_pairs_do_not_depend_on_other_statements(many: Callable[[range], Path], seed: int, first: int, last: int) -> None:
    """A part of the file, or the file in another order, pairs its statements as the whole does."""
    whole = _pairing(stereotype_agreement.load(many(range(12)), seed))

    part = _pairing(stereotype_agreement.load(many(range(first, last)), seed))
    backwards = _pairing(stereotype_agreement.load(many(range(11, -1, -1)), seed))

    assert part == {key: whole[key] for key in part}
    assert backwards == whole


def test_pairs_are_the_same_in_another_process(tree: Path) -> None:
    """Python's own hashing differs between processes; workers and later runs have to agree all the same."""
    script = (
        "import sys; from pathlib import Path; from fixtures.datasets.multitrust.stereotype_agreement import load; "
        "print([(s.id, [p.key for p in s.prompt.pictures]) for s in load(Path(sys.argv[1]), 3)])"
    )
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": "12345"}

    ran = subprocess.run([sys.executable, "-c", script, tree], capture_output=True, text=True, check=True, env=environment)

    assert ran.stdout.strip() == str([(s.id, [p.key for p in s.prompt.pictures]) for s in stereotype_agreement.load(tree, 3)])
