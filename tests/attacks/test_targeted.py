"""Targeted PGD on pocket: it makes an opening likely, more so than noise does, and leaves the end of the answer alone."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from adapters.load import load_model
from adapters.transformers_model import TransformersModel
from fixtures.asking import Models
from fixtures.attacking import JAILBREAK_EPS, STEPS, Attacks
from fixtures.attacks.noise import random_signs
from fixtures.attacks.pgd import IGNORED, _without_end, targeted
from fixtures.attacks.pictures import AttackError, linf
from fixtures.datasets.optimized_jailbreaks import OPTIMIZED, optimized_jailbreaks
from fixtures.task import Source
from fixtures.types import Sample

SAMPLES = [sample for sample in optimized_jailbreaks(Source()) if "opening" in sample.facts][:4]
OTHER = "a red circle in a beach."


@pytest.fixture(scope="module")
def pocket() -> TransformersModel:
    """The embedded model."""
    model = load_model("pocket")
    assert isinstance(model, TransformersModel)
    return model


def loss(pocket: TransformersModel, pixels: Sequence[np.ndarray], text: str) -> float:
    """How unlikely the text is as the beginning of the answers, given the pictures."""
    forced = pocket.teacher_forced([sample.prompt for sample in SAMPLES], [text] * len(SAMPLES))
    logits = forced.logits(torch.from_numpy(np.stack(pixels)).float().permute(0, 3, 1, 2))
    return torch.nn.functional.cross_entropy(logits, _without_end(forced.labels)).item()


def floats(image: Image.Image) -> np.ndarray:
    """Pixels 0 to 1."""
    return np.asarray(image, dtype=np.float32) / 255


def test_the_text_aimed_at_becomes_likely_and_noise_does_not_do_it(pocket: TransformersModel, tmp_path: Path) -> None:
    """Towards any text, not only one that the model is inclined to say."""
    clean = [pocket.fixed_point(sample.prompt.pictures[0]) for sample in SAMPLES]
    noise = [random_signs(image, JAILBREAK_EPS, str(n), tmp_path).look() for n, image in enumerate(clean)]
    moved = targeted(pocket, [s.prompt for s in SAMPLES], [OTHER] * len(SAMPLES), clean, eps=JAILBREAK_EPS, steps=10)

    before, noisy = loss(pocket, [floats(image) for image in clean], OTHER), loss(pocket, [floats(image) for image in noise], OTHER)
    assert loss(pocket, moved, OTHER) < min(before, noisy) - 1
    assert max(np.abs(pixels - floats(image)).max() for pixels, image in zip(moved, clean, strict=True)) <= JAILBREAK_EPS + 1e-6


def test_more_steps_get_closer(pocket: TransformersModel) -> None:
    """One against ten."""
    clean = [pocket.fixed_point(sample.prompt.pictures[0]) for sample in SAMPLES]
    prompts, texts = [sample.prompt for sample in SAMPLES], [OTHER] * len(SAMPLES)
    short, long = (targeted(pocket, prompts, texts, clean, eps=JAILBREAK_EPS, steps=steps) for steps in (1, 10))
    assert loss(pocket, long, OTHER) < loss(pocket, short, OTHER)


def test_the_end_of_the_answer_does_not_count(pocket: TransformersModel) -> None:
    """Else the attack would teach the model to stop after the opening, and nothing harmful would ever follow."""
    labels = pocket.teacher_forced([sample.prompt for sample in SAMPLES[:2]], ["sure", OTHER]).labels
    kept = _without_end(labels)
    ends = (labels != IGNORED).sum(1) - (kept != IGNORED).sum(1)

    assert ends.tolist() == [1, 1]
    assert len(labels[kept != labels].unique()) == 1  # whatever the opening is, the same token ends it


def test_what_is_asked_about_is_in_the_bound_on_the_file(pocket: TransformersModel, tmp_path: Path) -> None:
    """And still asks the same question."""
    attacks = Attacks(Models(32, lambda name: pocket), tmp_path, 0)
    for one, sample in zip(attacks._jailbreaks("pocket", [(s, s.facts["opening"]) for s in SAMPLES[:2]]), SAMPLES, strict=False):
        assert isinstance(one, Sample)
        (shot,) = one.prompt.pictures
        assert shot.file is not None
        assert 0 < linf(shot.file, pocket.fixed_point(sample.prompt.pictures[0])) <= round(JAILBREAK_EPS * 255)
        assert (one.prompt.text, one.variant, one.pair) == (sample.prompt.text, OPTIMIZED, sample.pair)
    assert STEPS >= 10


def test_a_model_without_gradients_leaves_the_sample_unscored(tmp_path: Path) -> None:
    """And says which model has none."""
    attacks = Attacks(Models(32), tmp_path, 0)
    (failed,) = attacks._jailbreaks("scripted/comply", [(SAMPLES[0], "Sure")])
    assert isinstance(failed, AttackError)
    assert str(failed) == "scripted/comply has no gradients to attack with"
