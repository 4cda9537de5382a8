"""The cosine transform is scipy's, turns round, and lets gradients through; spectra are the picture's, weighed anew."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.fft import dctn

from fixtures.attacks.spectrum import dct, idct, spectra

SIDES = st.integers(1, 40)


def drawn(height: int, width: int, seed: int) -> torch.Tensor:
    """Pixels (1, 3, H, W), 0 to 1."""
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed))


@given(SIDES, SIDES, st.integers(0, 999))
@settings(max_examples=40)
def test_the_transform_is_scipys_and_turns_round(height: int, width: int, seed: int) -> None:
    """Type II, orthonormal, any size, not only squares and powers of two."""
    pixels = drawn(height, width, seed)
    spectrum = dct(pixels)
    assert np.allclose(spectrum.numpy(), dctn(pixels.numpy(), axes=(2, 3), norm="ortho"), atol=1e-4)
    assert torch.allclose(idct(spectrum), pixels, atol=1e-5)


@given(st.integers(2, 30), st.integers(0, 999), st.floats(0, 0.1))
@settings(max_examples=30)
def test_spectra_are_variants_of_the_picture(side: int, seed: int, noise: float) -> None:
    """As many as asked, unlike each other, in range; the same chance makes the same."""
    pixels = drawn(side, side, seed)
    one, same, other = (spectra(pixels, 3, noise, torch.Generator().manual_seed(key)) for key in (seed, seed, seed + 1))
    assert one.shape == (3, 3, side, side)
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert not torch.equal(one[0], one[1])
    assert one.min() >= 0
    assert one.max() <= 1


def test_the_weights_are_of_frequencies_and_stay_within_half() -> None:
    """Without noise or clipping, each frequency is the picture's times 0.5 to 1.5: a planted fault weighs pixels instead."""
    grey = 0.5 + 0.02 * (drawn(16, 16, 1) - 0.5)  # far from the ends of the range
    ratio = dct(spectra(grey, 1, 0.0, torch.Generator().manual_seed(0)) * 1.0) / dct(grey)
    inside = ((ratio > 0.45) & (ratio < 1.55)).float().mean()
    assert inside == 1.0 or spectra(grey, 1, 0.0, torch.Generator().manual_seed(0)).amax() == 1
    pixelwise = dct(grey * (1 + 0.5 * (2 * torch.rand(grey.shape, generator=torch.Generator().manual_seed(0)) - 1))) / dct(grey)
    assert ((pixelwise > 0.45) & (pixelwise < 1.55)).float().mean() < 0.5


def test_gradients_go_through_the_transform() -> None:
    """To every pixel, and to each what autograd's check by differences says."""
    pixels = drawn(6, 5, 2).double() * 0.2 + 0.4

    def weighed(at: torch.Tensor) -> torch.Tensor:
        return idct(dct(at.float()) * 1.3).double()

    probe = pixels.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(spectra(probe.float(), 4, 0.01, torch.Generator().manual_seed(0)).square().sum(), probe)
    assert (gradient != 0).all()
    assert torch.allclose(weighed(pixels), 1.3 * pixels, atol=1e-5)
