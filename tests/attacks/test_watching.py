"""What torchattacks calls keeps the best picture of every sample, refuses other pixels, and leaves the network as it was."""

from contextlib import suppress
from math import inf

import pytest
import torch
import torchattacks

from adapters.transformers_model import TransformersModel
from fixtures.attacks.losses import Seen
from fixtures.attacks.making import Budget
from fixtures.attacks.pictures import AttackError
from fixtures.attacks.runs import frozen
from fixtures.attacks.same_draws import SameDraws
from fixtures.attacks.watching import Finished, Watched
from tests.attacks.material import away, made

BUDGET = Budget(64 / 255, 4)
CLEAN = torch.full((2, 3, 4, 4), 128 / 255)


def brightness(pixels: torch.Tensor) -> Seen:
    """An objective that anybody can check: the mean of the first row's pixels, and the darkness of the second's."""
    values = pixels.flatten(1).mean(1) * torch.tensor([1.0, -1.0])
    return Seen(values, values > torch.tensor([0.7, 1.0]))


def watched(budget: Budget = BUDGET) -> Watched:
    """Watches brightness."""
    return Watched(torch.nn.Linear(1, 1), brightness, CLEAN, budget)


def test_last_against_best_iterate_the_best_of_each_sample_is_kept() -> None:
    """An attack that goes too far and comes back returns the peak, not where it ended."""
    watch = watched()
    watch.begin()
    for level in (150, 160, 140):
        watch(torch.full_like(CLEAN, level / 255).requires_grad_())
    bright, dark = watch.run(0), watch.run(1)
    assert float(bright.best.mean()) == pytest.approx(160 / 255)
    assert bright.after == pytest.approx(160 / 255)
    assert float(dark.best.mean()) == pytest.approx(128 / 255)  # nothing was better than the clean picture
    assert dark.after == pytest.approx(-128 / 255)


def test_last_against_best_iterate_what_counts_is_the_whole_picture_not_the_varied_one() -> None:
    """Input diversity: the gradient comes through another picture than the one that is recorded."""
    watch = watched()
    watch.begin()
    watch.vary = lambda pixels: pixels * 0
    watch(torch.full_like(CLEAN, 150 / 255).requires_grad_())
    assert watch.run(0).after == pytest.approx(150 / 255)


def test_a_run_that_is_taken_up_looks_where_the_other_left_and_nobody_looked() -> None:
    """Where it left stands for the best while the model is asked about it; then it is held against what comes."""
    first = watched()
    first(torch.full_like(CLEAN, 130 / 255).requires_grad_())
    first(torch.full_like(CLEAN, 143 / 255).requires_grad_())
    first.leave(torch.full_like(CLEAN, 135 / 255), asked=True)
    left = [first.run(row) for row in range(2)]
    assert [float(run.best.mean()) for run in left] == pytest.approx([135 / 255] * 2)
    assert [run.after for run in left] == [-inf, -inf]
    assert [run.rose for run in left] == pytest.approx([143 / 130, inf])  # the other objective is no cross-entropy
    second = watched()
    second.resume(left)
    second(torch.zeros_like(CLEAN).requires_grad_())
    second(torch.full_like(CLEAN, 134 / 255).requires_grad_())
    bright, dark = second.run(0), second.run(1)
    assert (bright.after, dark.after) == pytest.approx((135 / 255, -134 / 255))
    assert (bright.steps, dark.steps) == (4, 4)


def test_a_sample_that_is_there_stays_as_it_is_and_the_batch_keeps_its_shape() -> None:
    """The others go on; when all are there, the iteration ends."""
    watch = watched()
    watch.begin()
    shape = watch(torch.full_like(CLEAN, 190 / 255).requires_grad_()).shape
    watch(torch.full_like(CLEAN, 192 / 255).requires_grad_())
    assert shape == (2, 2)
    assert watch.run(0).there
    assert not watch.run(1).there
    assert float(watch.run(0).best.mean()) == pytest.approx(190 / 255)
    assert watch.run(0).steps < watch.run(1).steps
    everybody = Watched(torch.nn.Linear(1, 1), lambda pixels: Seen(pixels.sum((1, 2, 3)), torch.ones(2, dtype=torch.bool)), CLEAN, BUDGET)
    with pytest.raises(Finished):
        everybody.begin()


@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float16])
def test_bf16_pixels_are_refused(kind: torch.dtype) -> None:
    """They quantise the bound: two levels of it become anything between 1.99 and 2.99."""
    with pytest.raises(AttackError, match="float32"):
        watched()(CLEAN.to(kind).requires_grad_())


@pytest.mark.parametrize("pixels", [CLEAN * 255, CLEAN - 1, torch.full_like(CLEAN, torch.nan)])
def test_pixels_of_another_scale_are_refused(pixels: torch.Tensor) -> None:
    """torchattacks would clamp them to white without a word."""
    with pytest.raises(AttackError, match="between 0 and 1"):
        watched()(pixels.requires_grad_())


def test_frozen_weights_and_modes_come_back_as_they_were() -> None:
    """Whatever happens in between; torchattacks alone would leave the network in training mode."""
    network = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout())
    network[0].bias.requires_grad_(False)
    network[1].eval()

    def state() -> list[bool]:
        return [parameter.requires_grad for parameter in network.parameters()] + [module.training for module in network.modules()]

    before = state()
    inside: list[bool] = []
    with suppress(ZeroDivisionError), frozen(network):
        inside += state()
        raise ZeroDivisionError
    assert inside == [False] * len(before)
    assert state() == before


def test_an_attack_leaves_pocket_in_evaluation_and_without_hooks(pocket: TransformersModel) -> None:
    """And every module calls what it called before."""

    def state() -> list[tuple[int, bool]]:
        return [(len(module._forward_hooks), "forward" in vars(module)) for module in pocket.module().modules()]

    goals = away(pocket, [0, 5])
    before = state()
    made(pocket, goals, Budget(8 / 255, 3))
    assert not pocket.module().training
    assert state() == before


def test_random_start_is_seeded_and_does_not_know_the_batch() -> None:
    """The same for every row, another for another seed, and torch's own generator is left alone."""
    torch.manual_seed(0)
    before = torch.get_rng_state()
    with SameDraws(1):
        first = torch.rand(3, 2, 2), torch.empty(3, 2, 2).uniform_(-1, 1), torch.randn_like(torch.empty(3, 4)), torch.empty(3, 1).normal_()
    with SameDraws(1):
        one = torch.rand(1, 2, 2), torch.empty(1, 2, 2).uniform_(-1, 1), torch.randn_like(torch.empty(1, 4)), torch.empty(1, 1).normal_()
    with SameDraws(2):
        other = torch.rand(1, 2, 2)
    for many, alone in zip(first, one, strict=True):
        assert torch.equal(many, alone.expand_as(many))
    assert not torch.equal(one[0], other)
    assert torch.equal(before, torch.get_rng_state())


def test_the_linf_start_of_torchattacks_is_drawn_by_us() -> None:
    """A planted check that the library still draws in a way that is served."""
    seen: list[torch.Tensor] = []

    class Spy(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.zeros(1))

        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            seen.append(pixels.detach().clone())
            return pixels.flatten(1)[:, :2]

    for attack in (torchattacks.PGD(Spy(), steps=1), torchattacks.PGDL2(Spy(), steps=1), torchattacks.APGD(Spy(), steps=1)):
        seen.clear()
        with SameDraws(3):
            attack.forward(CLEAN, torch.zeros(2, dtype=torch.long))
        starts = [pixels for pixels in seen if not torch.equal(pixels, CLEAN)]
        assert torch.equal(starts[0][0], starts[0][1])
