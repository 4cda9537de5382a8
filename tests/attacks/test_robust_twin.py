"""pocket with a vision tower trained against attacks: attacks must find it harder to break, or they measure something else."""

from pathlib import Path

import pytest

from adapters.load import load_model
from adapters.transformers_model import TransformersModel
from fixtures.attacks.making import Budget, Goal
from fixtures.attacks.pictures import save_attacked
from tests.attacks.material import SAMPLES, clean, made, named


@pytest.fixture(scope="module")
def robust() -> TransformersModel:
    """Made by training.robust."""
    model = load_model("pocket-robust")
    assert isinstance(model, TransformersModel)
    return model


def broken(model: TransformersModel, eps: float, folder: Path) -> float:
    """Share of the things named on clean pictures that are named no more on attacked ones, read back from disk."""
    said = [response.text for response in model.generate([sample.prompt for sample in SAMPLES])]
    pairs = [(sample, text) for sample, text in zip(SAMPLES, said, strict=True) if named(sample, text)]
    goals = [Goal(sample.prompt, text, False, unsaid=(str(sample.target),)) for sample, text in pairs]
    pictures = clean(model, goals)
    shots = [
        save_attacked(one.pixels, image, eps, folder) for one, image in zip(made(model, goals, Budget(eps, 20)), pictures, strict=True)
    ]
    answers = model.generate([sample.with_picture(shot).prompt for (sample, _), shot in zip(pairs, shots, strict=True)])
    assert len(pairs) >= len(SAMPLES) / 2
    return sum(not named(sample, answer.text) for (sample, _), answer in zip(pairs, answers, strict=True)) / len(pairs)


@pytest.mark.parametrize("level", [4, 8])
def test_the_robust_twin_holds_out_where_pocket_breaks(
    pocket: TransformersModel, robust: TransformersModel, level: int, tmp_path: Path
) -> None:
    """At both bounds (FARE, arXiv 2402.12336): of 24 samples 22 and 23 of 23 were lost on pocket, 4 and 15 of 19 on its twin."""
    assert broken(robust, level / 255, tmp_path) < broken(pocket, level / 255, tmp_path)
