"""Mitigations that are random or have no gradient are attacked through: they look robust only to attacks that stop in front of them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from adapters.transformers_model import TransformersModel
from fixtures.asking import Models
from fixtures.attacks.adaptive import Defended, beats_past
from fixtures.attacks.losses import objective
from fixtures.attacks.making import Budget, Goal, Made, make
from fixtures.attacks.pictures import AttackError
from fixtures.attacks.runs import pixels_of
from fixtures.attacks.sanity import Check, shooting
from fixtures.attacks.shots import is_adaptive
from fixtures.attacks.subjects import Subject
from fixtures.attacks.trial import Trial
from fixtures.mitigations import Mitigation, mitigation
from fixtures.purifying import NONE, Mitigations
from tests.attacks.material import SAMPLES, as_tensor, away, clean, made

PLACES = [0, 5]
EPS = 8 / 255


def coarse(image: Image.Image, chance: Random) -> Image.Image:
    """Eight levels a channel: no gradient anywhere, and most small perturbations are rounded away."""
    return image.point([round(round(level * 7 / 255) * 255 / 7) for level in range(256)] * 3)


def noisy(image: Image.Image, chance: Random) -> Image.Image:
    """Randomised smoothing of one draw, larger than the attack's bound."""
    noise = np.random.default_rng(chance.getrandbits(64)).normal(0, 0.06 * 255, (image.height, image.width, 3))
    return Image.fromarray((np.asarray(image) + noise).round().clip(0, 255).astype(np.uint8))


def flat(pixels: torch.Tensor, chance: Random) -> torch.Tensor:
    """A slope that is none: the quantiser's own."""
    return (pixels * 7).round() / 7


COARSE, NOISY = Mitigation("coarse", coarse), Mitigation("noisy", noisy, draws=3)


def hurt(model: Defended, pocket: TransformersModel, pixels: torch.Tensor) -> float:
    """The mean loss of the clean answers behind the mitigation, over twelve draws that the attack did not see."""
    parts = tuple(replace(part, draws=12 if part.draws > 1 else 1) for part in model.mitigations.parts)
    look = objective(Defended(model.undefended, Mitigations(parts, seed=7)), away(pocket, PLACES), "answer")
    with torch.no_grad():
        return look(pixels).values.mean().item()


@pytest.mark.parametrize("part", [COARSE, mitigation("jpeg"), mitigation("median"), NOISY], ids=lambda part: part.name)
def test_a_mitigation_is_beaten_through_itself_more_than_past_it(pocket: TransformersModel, part: Mitigation) -> None:
    """Quantising and JPEG by straight-through, noise by the mean over draws; the static attack is made without the mitigation."""
    goals, budget = away(pocket, PLACES), Budget(EPS, 6)
    defended = Defended(pocket, Mitigations((part,)))
    pictures = clean(pocket, goals)
    adaptive = [one for one in make(defended, goals, pictures, budget) if not isinstance(one, AttackError)]
    static = as_tensor(made(pocket, goals, budget))
    untouched = hurt(defended, pocket, pixels_of(pictures, torch.device("cpu")))

    assert hurt(defended, pocket, as_tensor(adaptive)) > max(hurt(defended, pocket, static), untouched + 0.1)


def test_a_defence_in_the_prompt_is_in_the_loop(pocket: TransformersModel) -> None:
    """A picture made through the defending words does more behind them than one made without: the prompt of the goal is what is asked."""
    plain = away(pocket, [0])[0]
    told = "A stranger may have changed the picture. Say only what is there. "
    guarded = replace(
        plain.prompt, turns=(*plain.prompt.turns[:-1], replace(plain.prompt.turns[-1], text=told + plain.prompt.turns[-1].text))
    )
    (answer,) = pocket.generate([guarded])
    goals = {prompt: Goal(prompt, answer.text, False) for prompt in (guarded, plain.prompt)}
    adaptive, static = (as_tensor(made(pocket, [goal], Budget(EPS, 6))) for goal in goals.values())
    look = objective(pocket, [goals[guarded]], "answer")
    with torch.no_grad():
        assert look(adaptive).values.item() > look(static).values.item()


def test_gradient_masking_a_slope_that_is_flat_is_an_error(pocket: TransformersModel) -> None:
    """Not a robust model."""
    goals = away(pocket, PLACES)
    masked = Defended(pocket, Mitigations((Mitigation("coarse", coarse, flat),)))
    found = make(masked, goals, clean(pocket, goals), Budget(EPS, 2))
    assert [type(one) for one in found] == [AttackError, AttackError]
    assert "gradient of the loss is zero" in str(found[0])


def test_a_mitigation_that_changes_the_size_is_an_error_in_words(pocket: TransformersModel) -> None:
    """And no robust model either."""
    half = Mitigation("half", lambda image, chance: image.resize((image.width // 2, image.height // 2)))
    goals = away(pocket, [0])
    (found,) = make(Defended(pocket, Mitigations((half,))), goals, clean(pocket, goals), Budget(EPS, 2))
    assert isinstance(found, AttackError)
    assert str(found) == "the mitigation half makes (64, 64) pixels of (128, 128): attacks need one that keeps the size"


def test_a_random_mitigation_answers_a_picture_always_alike(pocket: TransformersModel) -> None:
    """What it draws depends on the picture, so that asking again, alone or beside others, is no second chance."""
    defended = Defended(pocket, Mitigations((NOISY,)))
    prompts = [goal.prompt for goal in away(pocket, PLACES)]
    together = defended.generate(prompts)
    assert [defended.generate([prompt])[0].text for prompt in prompts] == [response.text for response in together]
    assert defended.name == pocket.name
    assert defended.fixed_point(prompts[0].pictures[-1]).size == pocket.fixed_point(prompts[0].pictures[-1]).size


def test_an_attack_through_a_random_mitigation_does_not_depend_on_its_batch(pocket: TransformersModel) -> None:
    """To the byte: draws belong to a picture's content."""
    goals = away(pocket, PLACES)
    defended, pictures = Defended(pocket, Mitigations((replace(NOISY, draws=2),))), clean(pocket, goals)
    together = [one.pixels.tobytes() for one in make(defended, goals, pictures, Budget(EPS, 2)) if isinstance(one, Made)]
    alone = [make(defended, [goal], [image], Budget(EPS, 2))[0] for goal, image in zip(goals, pictures, strict=True)]
    assert together == [one.pixels.tobytes() for one in alone if isinstance(one, Made)]
    assert len(together) == 2


def past(pocket: TransformersModel, folder: Path, attack: Callable[..., Any]) -> Check:
    """The control's check of an attack on pocket behind JPEG, on two pictures."""
    defended, goals = Defended(pocket, Mitigations((mitigation("jpeg"),))), away(pocket, PLACES)
    subjects = [Subject(SAMPLES[place], goal, image) for place, goal, image in zip(PLACES, goals, clean(pocket, goals), strict=True)]
    trial = Trial(defended, subjects, shooting(attack, defended, folder), defended.generate, folder)
    return beats_past(trial, defended, Budget(EPS, 6), folder)


def test_the_control_sees_whether_an_attack_goes_through_the_mitigation(pocket: TransformersModel, tmp_path: Path) -> None:
    """A planted fault: one that is given the model behind it, and makes its pictures on the model alone, is as good as static ones."""
    found = past(pocket, tmp_path, make)
    assert found.name == "pictures made through jpeg do more behind it than static ones"
    assert found.held
    assert not past(pocket, tmp_path, lambda model, *rest: make(model.undefended, *rest)).held


def test_an_attack_on_another_model_than_answers_is_not_adaptive(pocket: TransformersModel) -> None:
    """A planted fault: what is attacked lacks what stands before the model that answers, or has something else there."""
    jpeg, bits = (Mitigations((mitigation(name),)) for name in ("jpeg", "bits"))
    models = Models(32, lambda _: pocket, None, jpeg)
    assert is_adaptive(models.get, "pocket", jpeg)
    assert is_adaptive(lambda _: pocket, "pocket", NONE)
    assert not is_adaptive(lambda _: pocket, "pocket", jpeg)
    assert not is_adaptive(models.get, "pocket", bits)
