"""PGD on pocket: stronger with a larger bound and with more steps, unmoved by the batch, and honest when it is broken."""

import numpy as np
import pytest
import torch

from adapters.load import load_model
from adapters.transformers_model import TransformersModel
from adapters.types import TeacherForced
from fixtures.attacks.pgd import untargeted
from fixtures.attacks.pictures import AttackError, to_bytes
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.task import Source

SAMPLES = untargeted_attack(Source())[:12]


@pytest.fixture(scope="module")
def pocket() -> TransformersModel:
    """The embedded model."""
    model = load_model("pocket")
    assert isinstance(model, TransformersModel)
    return model


def attacked(pocket: TransformersModel, eps: float, steps: int, samples: slice = slice(None)) -> tuple[list[np.ndarray], float]:
    """Attacked pixels and the mean loss of the clean answer on them."""
    prompts = [sample.prompt for sample in SAMPLES[samples]]
    answers = [response.text for response in pocket.generate(prompts)]
    clean = [pocket.fixed_point(prompt.pictures[0]) for prompt in prompts]
    pixels = untargeted(pocket, prompts, answers, clean, eps=eps, steps=steps)
    forced = pocket.teacher_forced(prompts, answers)
    logits = forced.logits(torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2))
    return pixels, torch.nn.functional.cross_entropy(logits, forced.labels).item()


def test_a_larger_bound_hurts_more(pocket: TransformersModel) -> None:
    """Loss of the clean answer rises with eps."""
    losses = [attacked(pocket, eps / 255, 10)[1] for eps in (1, 4, 16)]
    assert losses == sorted(losses)
    assert losses[-1] > losses[0] + 1


def test_more_steps_hurt_more(pocket: TransformersModel) -> None:
    """And one step less than ten."""
    assert attacked(pocket, 4 / 255, 1)[1] < attacked(pocket, 4 / 255, 10)[1]


def test_a_batch_of_twelve_is_twelve_batches_of_one(pocket: TransformersModel) -> None:
    """Up to the rounding of floats, which flips a sign where the gradient is next to nothing."""
    together, _ = attacked(pocket, 8 / 255, 5)
    for place in range(0, 12, 5):
        (alone,), _ = attacked(pocket, 8 / 255, 5, slice(place, place + 1))
        assert (to_bytes(alone) == to_bytes(together[place])).mean() > 0.95


def test_pixels_stay_in_the_ball_and_the_range(pocket: TransformersModel) -> None:
    """Before they are saved, too."""
    pixels, _ = attacked(pocket, 8 / 255, 3)
    for sample, moved in zip(SAMPLES, pixels, strict=True):
        clean = np.asarray(pocket.fixed_point(sample.prompt.pictures[0]), dtype=np.float32) / 255
        assert np.abs(moved - clean).max() <= 8 / 255 + 1e-6
        assert moved.min() >= 0
        assert moved.max() <= 1


def test_a_model_without_a_gradient_is_found_out(pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: pixels that the logits do not depend on."""
    real = pocket.teacher_forced

    def cut(prompts: object, answers: object) -> TeacherForced:
        forced = real(prompts, answers)  # type: ignore[arg-type]
        return TeacherForced(lambda pixels: forced.logits(pixels.detach()) + 0 * pixels.sum(), forced.labels)

    monkeypatch.setattr(pocket, "teacher_forced", cut)
    with pytest.raises(AttackError, match="gradient of the loss is zero"):
        attacked(pocket, 8 / 255, 1)
