"""The attack fixtures: what cannot be attacked is unscored by itself, and costs nobody else anything."""

from pathlib import Path

import pytest

from adapters.load import load_model
from adapters.transformers_model import TransformersModel
from fixtures.asking import Models
from fixtures.attacking import Attacks
from fixtures.attacks.pictures import AttackError
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.task import Source
from fixtures.types import Sample


def test_one_attack_that_fails_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: one picture that the processor cuts into tiles."""
    pocket, samples = load_model("pocket"), untargeted_attack(Source())[:3]
    assert isinstance(pocket, TransformersModel)
    real = pocket.fixed_point

    def tiled(picture: object) -> object:
        if picture is samples[1].prompt.pictures[0]:
            raise ValueError("gives (1, 5, 3, 128, 128)")
        return real(picture)  # type: ignore[arg-type]

    monkeypatch.setattr(pocket, "fixed_point", tiled)
    attacks = Attacks(Models(32, lambda name: pocket), tmp_path, 0)
    made = attacks._pgd("pocket", [(sample, "a red circle in a beach.") for sample in samples])
    assert [type(one) for one in made] == [Sample, AttackError, Sample]
    assert "gives (1, 5" in str(made[1])
