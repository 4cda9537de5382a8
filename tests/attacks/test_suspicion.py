"""A gradient that is lost is an error that names the layer where it was lost; planted faults, each in another place."""

from typing import Any

import pytest
import torch

from adapters.transformers_model import TransformersModel
from fixtures.attacks.making import Budget, Made, make
from fixtures.attacks.pictures import AttackError
from fixtures.attacks.sight import tower
from tests.attacks.material import away, clean

VISION, PROJECTOR = "vision_tower", "multi_modal_projector"


def failed(pocket: TransformersModel, budget: Budget = Budget(8 / 255, 2)) -> str:  # noqa: B008 (frozen)
    """What the attack says of a model that has a fault."""
    goals = away(pocket, [0])
    (error,) = make(pocket, goals, clean(pocket, goals), budget)
    assert isinstance(error, AttackError), error
    return str(error)


def named(pocket: TransformersModel, name: str) -> torch.nn.Module:
    """The module whose name ends so."""
    (found,) = [module for path, module in pocket.module().named_modules() if path.rpartition(".")[2] == name]
    return found


def detached(module: torch.nn.Module, args: Any, output: Any) -> Any:
    """Cuts the graph behind a module."""
    if isinstance(output, torch.Tensor):
        return output.detach()
    return type(output)({key: value.detach() if isinstance(value, torch.Tensor) else value for key, value in output.items()})


def test_gradient_masking_a_detached_vision_tower_is_named(pocket: TransformersModel) -> None:
    """Not the projector behind it, which is as silent; the answers are as good as ever."""
    first = next(module for path, module in tower(pocket.module())[1].named_modules() if path.endswith("layers.0"))
    hook = first.register_forward_hook(detached)
    try:
        said = failed(pocket)
    finally:
        hook.remove()
    assert "gradient of the loss is zero" in said
    assert "layers.0" in said
    assert "no gradient" in said


@pytest.mark.parametrize(("fault", "what"), [(0.0, "zero"), (float("nan"), "not finite")])
def test_gradient_masking_a_gradient_spoilt_on_its_way_back_is_named(pocket: TransformersModel, fault: float, what: str) -> None:
    """The graph is whole and the answer good, but behind the projector nothing of use arrives."""
    hook = named(pocket, PROJECTOR).register_full_backward_hook(
        lambda module, into, out: tuple(g * fault if g is not None else g for g in into)
    )
    try:
        said = failed(pocket)
    finally:
        hook.remove()
    assert f"gradient of the loss is {what}" in said
    assert VISION in said
    assert PROJECTOR in said


@pytest.mark.parametrize("method", ["pgd", "mifgsm", "apgd"])
def test_a_network_that_computes_nan_is_named(pocket: TransformersModel, method: str) -> None:
    """Whatever the attack would have made of it."""
    hook = named(pocket, PROJECTOR).register_forward_hook(lambda module, args, output: output * torch.nan)
    try:
        said = failed(pocket, Budget(8 / 255, 2, method))
    finally:
        hook.remove()
    assert "not finite" in said
    assert PROJECTOR in said


def test_a_processor_that_drops_the_gradient_is_named(pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual fault: pixels that went through numpy."""
    real = pocket.checkpoint.inputs

    def through_numpy(written: Any, pixels: torch.Tensor | None = None) -> Any:
        return real(written, None if pixels is None else pixels.detach())

    monkeypatch.setattr(pocket.checkpoint, "inputs", through_numpy)
    said = failed(pocket)
    assert "gradient of the loss is zero" in said
    assert "processor" in said or "patch_embedding" in said


def test_pixels_that_nobody_looks_at_are_the_processors(pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network sees the clean picture whatever the attack does."""
    real = pocket.checkpoint.inputs
    monkeypatch.setattr(pocket.checkpoint, "inputs", lambda written, pixels=None: real(written))
    assert "processor" in failed(pocket)


def test_one_sample_without_a_gradient_leaves_the_others(pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Momentum divides by its mean and would make it a picture of NaN."""
    goals = away(pocket, [0, 5])
    real = pocket.checkpoint.inputs

    def half(written: Any, pixels: torch.Tensor | None = None) -> Any:
        return real(written, None if pixels is None else torch.cat([pixels[:1].detach(), pixels[1:]]))

    monkeypatch.setattr(pocket.checkpoint, "inputs", half)
    first, second = make(pocket, goals, clean(pocket, goals), Budget(8 / 255, 2, "mifgsm"))
    assert isinstance(first, AttackError)
    assert isinstance(second, Made)
