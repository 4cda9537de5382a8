"""Towards a text: it becomes likely, more so than by noise, the attack stops once greedy decoding begins with it, and so it does."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from adapters.transformers_model import TransformersModel
from fixtures.attacks.losses import objective
from fixtures.attacks.making import Budget, Goal
from fixtures.attacks.noise import random_signs
from fixtures.attacks.pictures import save_attacked
from fixtures.attacks.runs import pixels_of
from fixtures.datasets.optimized_jailbreaks import optimized_jailbreaks
from fixtures.task import Source
from tests.attacks.material import clean, hurt, made

SAMPLES = [sample for sample in optimized_jailbreaks(Source()) if "opening" in sample.facts][:2]
OTHER = "a red circle in a beach."
EPS = 16 / 255
CPU = torch.device("cpu")


def goals(text: str) -> Sequence[Goal]:
    """Towards any text, not only one that the model is inclined to say."""
    return [Goal(sample.prompt, text, towards=True) for sample in SAMPLES]


def test_the_text_aimed_at_becomes_likely_and_noise_does_not_do_it(pocket: TransformersModel, tmp_path: Path) -> None:
    """And more steps get closer."""
    pictures = clean(pocket, goals(OTHER))
    noise = [random_signs(image, EPS, str(n), tmp_path).look() for n, image in enumerate(pictures)]
    noisy = objective(pocket, goals(OTHER), "answer")(pixels_of(noise, CPU)).values
    before, few, more = (
        hurt(pocket, goals(OTHER), found) for found in (pictures, *(made(pocket, goals(OTHER), Budget(EPS, steps)) for steps in (1, 10)))
    )
    for place, long in enumerate(more):
        assert long > max(few[place], float(noisy[place]) + 1, before[place] + 1)


def test_an_attack_that_stopped_early_is_said_by_generate_on_the_file(pocket: TransformersModel, tmp_path: Path) -> None:
    """The min-token margin with its slack is not only teacher forcing: what is said freely begins with the text."""
    opening = str(SAMPLES[0].facts["opening"])
    found, pictures = made(pocket, goals(opening), Budget(EPS, 40)), clean(pocket, goals(opening))
    early = [place for place, one in enumerate(found) if one.steps < 40]
    assert early
    for place in early:
        shown = SAMPLES[place].with_picture(save_attacked(found[place].pixels, pictures[place], EPS, tmp_path))
        (response,) = pocket.generate([shown.prompt])
        assert response.text.lower().startswith(opening.rstrip().lower())  # pocket reads and says lower case


def test_what_is_said_already_needs_no_step(pocket: TransformersModel) -> None:
    """Then the picture is the clean one: the start's noise is not counted as an attack."""
    prompts = [sample.prompt for sample in SAMPLES]
    said = [Goal(prompt, response.text, towards=True) for prompt, response in zip(prompts, pocket.generate(prompts), strict=True)]
    for one, image in zip(made(pocket, said, Budget(EPS, 5)), clean(pocket, said), strict=True):
        assert one.steps == 0
        assert np.array_equal(np.rint(one.pixels * 255), np.asarray(image, dtype=np.float32))
