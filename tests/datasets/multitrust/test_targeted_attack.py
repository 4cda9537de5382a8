"""R.5: clean pictures, what they show, and what the attack wants to hear."""

import json
from pathlib import Path

import pytest

from fixtures.datasets.multitrust import targeted_attack
from fixtures.types import DataError


def test_an_aim_stands_beside_what_is_there(tree: Path) -> None:
    """The first target makes the opening; all of them count as hits."""
    labels = [json.loads(line) for line in (tree / "robustness/adv_nips/label.json").read_text("utf-8").splitlines()]
    samples = targeted_attack.load(tree, 0)

    assert [sample.facts["aim"] for sample in samples] == [label["target"] for label in labels]
    assert [sample.target for sample in samples] == [label["untarget"][0] for label in labels]
    assert all(label["target"][0] in sample.facts["opening"] for sample, label in zip(samples, labels, strict=True))
    assert {sample.source for sample in samples} <= set(targeted_attack.SOURCES)


def test_a_row_without_a_target_is_named(tree: Path) -> None:
    """File, row and column."""
    file = tree / "robustness/adv_nips/label.json"
    first, *others = file.read_text("utf-8").splitlines()
    broken = json.dumps({key: value for key, value in json.loads(first).items() if key != "target"})
    file.write_text("\n".join([broken, *others]), "utf-8")

    with pytest.raises(DataError, match=r"label\.json, row 1.*target"):
        targeted_attack.load(tree, 0)
