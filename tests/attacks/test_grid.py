"""The attack looks at whole 8-bit levels inside the ball, so that saving changes nothing."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from fixtures.attacks.grid import on_grid
from fixtures.attacks.making import Budget


def near(seed: int, reach: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Clean pixels on their levels, black and white among them, and pixels up to `reach` away."""
    generator = torch.Generator().manual_seed(seed)
    clean = torch.randint(256, (2, 3, 5, 4), generator=generator).float()
    clean[:, :, 0], clean[:, :, 1] = 0, 255
    clean = clean / 255
    return clean, (clean + reach * (2 * torch.rand(clean.shape, generator=generator) - 1)).clamp(0, 1)


@given(st.integers(0, 10_000), st.sampled_from([1, 1.5, 2, 4, 8, 16, 64, 255]))
def test_bound_whole_levels_within_linf(seed: int, level: float) -> None:
    """Even of pixels outside it; a bound between two levels is not stretched to the next."""
    clean, pixels = near(seed, 2 * level / 255)
    levels = on_grid(pixels, clean, Budget(level / 255, 1)) * 255
    assert torch.allclose(levels, levels.round(), atol=1e-4)
    assert int((levels.round() - (clean * 255).round()).abs().max()) <= level


@given(st.integers(0, 10_000), st.floats(0.01, 3))
def test_bound_whole_levels_within_l2(seed: int, eps: float) -> None:
    """Rounding lengthens, so it is taken back."""
    clean, pixels = near(seed, 2 * eps)
    shown = on_grid(pixels, clean, Budget(eps, 1, "pgd-l2"))
    assert ((shown - clean).flatten(1).norm(dim=1) <= eps + 1e-5).all()
    assert torch.allclose(shown * 255, (shown * 255).round(), atol=1e-4)


@given(st.integers(0, 10_000))
def test_eps_in_normalised_space_the_gradient_passes_at_the_scale_of_pixels(seed: int) -> None:
    """One level of the file is one two hundred and fifty-fifth of the bound's scale, and rounding hides nothing from the gradient."""
    clean, pixels = near(seed, 8 / 255)
    pixels.requires_grad_()
    (slope,) = torch.autograd.grad((3 * on_grid(pixels, clean, Budget(8 / 255, 1))).sum(), pixels)
    assert slope.unique().tolist() == pytest.approx([3.0])
