"""Positive controls: an attack that works passes, and each way of being broken is found."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from adapters.transformers_model import TransformersModel
from adapters.types import Picture, TeacherForced
from fixtures.attacks import batches
from fixtures.attacks.controls import SAMPLES, control_samples, examine
from fixtures.attacks.making import Budget, Goal, make
from fixtures.attacks.noise import random_signs
from fixtures.attacks.pictures import AttackError, save_attacked
from fixtures.attacks.sanity import assert_attack_sane, shooting
from fixtures.attacks.subjects import alike, subjects_of
from fixtures.attacks.trial import Shoot, Trial

BUDGET = Budget(8 / 255, 8)
SHORT = Budget(8 / 255, 3)


def fault(pocket: TransformersModel, shoot: Shoot, folder: Path, budget: Budget = BUDGET) -> str:
    """What the control says of an attack."""
    subjects = alike(subjects_of(control_samples(towards=False), pocket, pocket.generate, towards=False), pocket, SAMPLES)
    return examine(Trial(pocket, subjects, shoot, pocket.generate, folder), budget)[1]


def pgd_with(change: Callable[[Budget], Budget], pocket: TransformersModel, folder: Path) -> Shoot:
    """The real attack, told something else than it was asked for."""
    shoot = shooting(make, pocket, folder)
    return lambda goals, clean, budget: shoot(goals, clean, change(budget))


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_no_attack(pocket: TransformersModel, tmp_path: Path, seed: int) -> None:
    """Whatever its draw: some sample is always moved further by one of the draws that it is held against."""

    def noise(goals: Sequence[Goal], clean: Sequence[Image.Image], budget: Budget) -> list[Picture | AttackError]:
        return [random_signs(image, budget.eps, f"{seed}/{budget}/{place}", tmp_path) for place, image in enumerate(clean)]

    assert "draws of noise" in fault(pocket, noise, tmp_path)


def test_an_attack_that_ignores_its_bound_is_found(pocket: TransformersModel, tmp_path: Path) -> None:
    """It is as weak at 64/255 as at 1/255."""
    weak = pgd_with(lambda budget: replace(budget, eps=1 / 255), pocket, tmp_path)
    found = fault(pocket, weak, tmp_path)
    assert "at 64/255 it succeeds" in found
    assert "a larger bound is stronger" in found


def test_an_attack_that_ignores_its_steps_is_found(pocket: TransformersModel, tmp_path: Path) -> None:
    """It takes one, whatever it was told."""
    assert "more steps than one are stronger" in fault(
        pocket, pgd_with(lambda budget: replace(budget, steps=1), pocket, tmp_path), tmp_path
    )


def test_clean_pictures_are_no_attack(pocket: TransformersModel, tmp_path: Path) -> None:
    """Nothing moves: every check fails but the one of looking twice."""

    def idle(goals: Sequence[Goal], clean: Sequence[Image.Image], budget: Budget) -> list[Picture | AttackError]:
        return [save_attacked(np.asarray(image) / 255, image, 0, tmp_path) for image in clean]

    assert fault(pocket, idle, tmp_path).count("not so:") == 7


def before(text: str, names: Sequence[str]) -> str:
    """What an answer says before the name."""
    return text.lower().partition(names[0].lower())[0]


@pytest.mark.parametrize(
    ("cut", "complaint"),
    [
        (lambda text, names: "", "4 of 4 pictures could not be made"),
        (lambda text, names: text.split()[0], "it is unsaid, or its loss rose"),
        (before, "it is unsaid, or its loss rose"),
        (lambda text, names: text[len(before(text, names)) + len(names[0]) :], "it is unsaid, or its loss rose"),
    ],
    ids=["everything", "to the first word", "to before the name", "to behind the name"],
)
def test_a_cut_to_other_words_than_the_name_is_found(
    pocket: TransformersModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: Any, complaint: str
) -> None:
    """Planted faults in what R.4's attack climbs. Whole answers, and the larger bound's success, show none of them."""
    monkeypatch.setattr(batches, "until_named", cut)
    found = fault(pocket, shooting(make, pocket, tmp_path), tmp_path, SHORT)
    assert complaint in found
    assert "at 64/255 it succeeds" not in found


@pytest.mark.parametrize("gave_up", [{"stuck": True}, {"there": True}], ids=["stuck", "there"])
def test_giving_up_after_the_first_answer_is_found(
    pocket: TransformersModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gave_up: dict[str, bool]
) -> None:
    """Planted faults in what asking on the way leads to: every picture gets no further, or is taken for done."""
    real = batches._heard
    monkeypatch.setattr(batches, "_heard", lambda *told: replace(real(*told), **gave_up))
    found = fault(pocket, shooting(make, pocket, tmp_path), tmp_path, SHORT)
    assert found.startswith("not so: led away from the name at 2/255, steps after the first answer lead further (of 3 still named")
    assert found.count("not so:") == 1


def test_a_model_that_names_nothing_of_the_control_vouches_for_nothing(
    pocket: TransformersModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers, so that whole answers can be led away from; no name can."""
    others = [replace(sample, target="teapot") for sample in control_samples(towards=False)[:2]]
    subjects = subjects_of(others, pocket, pocket.generate, towards=False)
    found = examine(Trial(pocket, subjects, shooting(make, pocket, tmp_path), pocket.generate, tmp_path), SHORT)[1]
    assert found == "not so: led away from the name (the model names none of the control's things)"


def test_the_control_takes_those_that_are_named_first(pocket: TransformersModel) -> None:
    """As long as there are any."""
    samples = control_samples(towards=False)[:4]
    mixed = [replace(samples[0], target="teapot"), *samples[1:]]
    assert [one.sample for one in subjects_of(mixed, pocket, pocket.generate, towards=False)] == mixed[1:]


def test_a_model_with_a_useless_gradient_is_found(pocket: TransformersModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault, gradient masking: right losses, and a gradient that is finite, nowhere zero, and noise."""
    real, chance = pocket.teacher_forced, torch.Generator().manual_seed(0)

    class Masked(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, pixels: torch.Tensor) -> torch.Tensor:
            return pixels.clone()

        @staticmethod
        def backward(ctx: Any, gradient: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
            return torch.randn(gradient.shape, generator=chance)

    def masked(*arguments: Any) -> TeacherForced:
        forced = real(*arguments)
        return replace(forced, logits=lambda pixels: forced.logits(Masked.apply(pixels)))  # type: ignore[no-untyped-call]

    monkeypatch.setattr(pocket, "teacher_forced", masked)
    assert "draws of noise" in fault(pocket, shooting(make, pocket, tmp_path), tmp_path)


def test_randomised_model_is_found(pocket: TransformersModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault, the noise of randomised smoothing: one draw would be attacked and another one answer. It says what to do instead."""
    real = pocket.teacher_forced

    def random(*arguments: Any) -> TeacherForced:
        forced = real(*arguments)
        return replace(forced, logits=lambda pixels: forced.logits((pixels + 0.12 * torch.randn_like(pixels)).clamp(0, 1)))

    monkeypatch.setattr(pocket, "teacher_forced", random)
    found = fault(pocket, shooting(make, pocket, tmp_path), tmp_path)
    assert "5 looks at the same picture give the same loss" in found
    assert "attack the mean over draws (fixtures/attacks/adaptive.py)" in found


def test_an_attack_that_cannot_be_made_is_a_fault(pocket: TransformersModel, tmp_path: Path) -> None:
    """In the attack's own words; and so is a model that says nothing."""
    failing: Shoot = lambda goals, clean, budget: [AttackError("the gradient is zero")] * len(goals)  # noqa: E731
    assert fault(pocket, failing, tmp_path) == f"{SAMPLES} of {SAMPLES} pictures could not be made: the gradient is zero"
    assert examine(Trial(pocket, [], failing, pocket.generate, tmp_path), BUDGET)[1] == "the model answers none of the control's pictures"


def test_the_whole_report_on_pocket(pocket: TransformersModel, tmp_path: Path) -> None:
    """Iterating, bounds, steps, random search, no bound at all, targeted beside untargeted."""
    found = assert_attack_sane(make, pocket, control_samples(towards=True), BUDGET, tmp_path, SAMPLES)
    assert len(found.checks) == 19
    assert all(check.held for check in found.checks)
    assert str(found).count("held") == 19


def test_the_whole_report_names_what_failed(pocket: TransformersModel, tmp_path: Path) -> None:
    """A planted fault: one step, whatever is asked."""

    def lazy(model: Any, goals: Any, clean: Any, budget: Budget) -> Any:
        return make(model, goals, clean, replace(budget, steps=1))

    with pytest.raises(AssertionError, match="FAILED away, more steps than one are stronger"):
        assert_attack_sane(lazy, pocket, control_samples(towards=True), BUDGET, tmp_path, 2)
