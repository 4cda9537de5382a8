"""What tests of attacks share: R.4 samples with pocket's own answers as goals, and pictures as bytes."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch
from PIL import Image

from adapters.transformers_model import TransformersModel
from fixtures.attacks.losses import objective
from fixtures.attacks.making import Budget, Goal, Made, make
from fixtures.attacks.pictures import AttackError, to_bytes
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.task import Source
from fixtures.types import Sample

SAMPLES = tuple(untargeted_attack(Source())[:8])


@lru_cache
def answers(pocket: TransformersModel) -> tuple[str, ...]:
    """What pocket says to the clean pictures."""
    return tuple(response.text for response in pocket.generate([sample.prompt for sample in SAMPLES]))


def away(pocket: TransformersModel, places: Sequence[int], until_unsaid: bool = False) -> list[Goal]:
    """Goals that lead away from those answers, to the end of the budget or until the thing is no longer named."""
    texts = answers(pocket)
    names = [(str(SAMPLES[place].target),) if until_unsaid else () for place in places]
    return [Goal(SAMPLES[place].prompt, texts[place], False, unsaid=unsaid) for place, unsaid in zip(places, names, strict=True)]


def clean(pocket: TransformersModel, goals: Sequence[Goal]) -> list[Image.Image]:
    """The pictures at the model's fixed point."""
    return [pocket.fixed_point(goal.prompt.pictures[-1]) for goal in goals]


def made(pocket: TransformersModel, goals: Sequence[Goal], budget: Budget) -> list[Made]:
    """What an attack makes of each; none may fail."""
    found = make(pocket, goals, clean(pocket, goals), budget)
    assert not [one for one in found if isinstance(one, AttackError)], found
    return [one for one in found if isinstance(one, Made)]


def hurt(pocket: TransformersModel, goals: Sequence[Goal], found: Sequence[Made | Image.Image]) -> list[float]:
    """The objective of each goal at its picture, higher is worse for the model: measured from outside, in one batch."""
    pixels = [np.asarray(one, dtype=np.float32) / 255 if isinstance(one, Image.Image) else one.pixels for one in found]
    with torch.no_grad():
        values = objective(pocket, goals, "answer")(torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2)).values
    return [float(value) for value in values]


def shots(found: Sequence[Made]) -> list[bytes]:
    """The pictures as their files will have them."""
    return [to_bytes(one.pixels).tobytes() for one in found]


def named(sample: Sample, text: str) -> bool:
    """Whether an answer names the thing, most strictly."""
    return str(sample.target) in text


def as_tensor(found: Sequence[Made]) -> torch.Tensor:
    """Pixels (N, 3, H, W)."""
    return torch.from_numpy(np.stack([one.pixels for one in found])).permute(0, 3, 1, 2)
