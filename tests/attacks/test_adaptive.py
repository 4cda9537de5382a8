"""Defences that are random or have no gradient are attacked through: they look robust only to attacks that stop in front of them."""

from dataclasses import replace

import pytest
import torch

from adapters.transformers_model import TransformersModel
from fixtures.attacks.adaptive import Defended, Front, jpeg, straight_through
from fixtures.attacks.losses import objective
from fixtures.attacks.making import Budget, Goal, make
from fixtures.attacks.pictures import AttackError
from fixtures.attacks.runs import pixels_of
from tests.attacks.material import as_tensor, away, clean, made

PLACES = [0, 5]
EPS = 8 / 255


def coarse(pixels: torch.Tensor) -> torch.Tensor:
    """Eight levels a channel: no gradient anywhere, and most small perturbations are rounded away."""
    return (pixels * 7).round() / 7


def noisy(pixels: torch.Tensor) -> torch.Tensor:
    """Randomised smoothing of one draw, larger than the attack's bound."""
    return (pixels + 0.06 * torch.randn_like(pixels)).clamp(0, 1)


def hurt(model: Defended, pocket: TransformersModel, pixels: torch.Tensor) -> float:
    """The mean loss of the clean answers behind the defence, over fresh draws."""
    torch.manual_seed(7)
    look = objective(model, away(pocket, PLACES), "answer")
    with torch.no_grad():
        return sum(look(pixels).values.mean().item() for _ in range(4)) / 4


@pytest.mark.parametrize(("front", "draws"), [(straight_through(coarse), 1), (straight_through(jpeg(50)), 1), (noisy, 3)])
def test_a_defence_is_beaten_through_itself_more_than_past_it(pocket: TransformersModel, front: Front, draws: int) -> None:
    """Quantising and JPEG by straight-through, noise by the mean over draws; the static attack is made without the defence."""
    goals, budget = away(pocket, PLACES), Budget(EPS, 6)
    defended = Defended(pocket, front, draws)
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


def test_gradient_masking_a_quantiser_without_straight_through_is_an_error(pocket: TransformersModel) -> None:
    """Not a robust model."""
    goals = away(pocket, PLACES)
    found = make(Defended(pocket, coarse), goals, clean(pocket, goals), Budget(EPS, 2))
    assert [type(one) for one in found] == [AttackError, AttackError]
    assert "gradient of the loss is zero" in str(found[0])


def test_straight_through_is_the_front_forward_and_the_identity_backward() -> None:
    """To the bit."""
    pixels = torch.rand(2, 3, 8, 8, requires_grad=True)
    through = straight_through(coarse)(pixels)
    (slope,) = torch.autograd.grad((2 * through).sum(), pixels)
    assert torch.equal(through, coarse(pixels))
    assert slope.unique().tolist() == [2.0]


def test_randomised_output_a_random_defence_answers_a_picture_always_alike(pocket: TransformersModel) -> None:
    """What it draws depends on the picture, so that asking again, alone or beside others, is no second chance."""
    defended = Defended(pocket, noisy)
    prompts = [goal.prompt for goal in away(pocket, PLACES)]
    together = defended.generate(prompts)
    assert [defended.generate([prompt])[0].text for prompt in prompts] == [response.text for response in together]
    assert defended.name == pocket.name
    assert defended.fixed_point(prompts[0].pictures[-1]).size == pocket.fixed_point(prompts[0].pictures[-1]).size
