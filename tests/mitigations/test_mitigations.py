"""Each mitigation does what it says it does, to any picture, and to the same picture always the same."""

from random import Random

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fixtures.attacks.adaptive import through
from fixtures.mitigations import Mitigation, mitigation, names
from fixtures.mitigations.bits import LEVELS
from fixtures.purifying import Mitigations

SLOPED = [name for name in names() if mitigation(name).slope]
RANDOM = [name for name in names() if mitigation(name).draws > 1]
ROUNDING = {
    "median": 0.01,
    "randomization": 1.1,
    "resize": 3.0,
}  # levels: bytes are rounded after each pass, and bicubic weights add up to 1.25
pictures = st.builds(
    lambda width, height, seed: Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)),
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(0, 2**32),
)
smooth = st.builds(lambda seed: drawn(seed), st.integers(0, 2**32))


def drawn(seed: int) -> Image.Image:
    """A picture without the hard edges at which bicubic bytes are clipped between the two passes."""
    colours = np.random.default_rng(seed).integers(60, 196, (4, 4, 3), np.uint8)
    return Image.fromarray(colours).resize((48, 40), Image.Resampling.BILINEAR)


def tensor(image: Image.Image) -> torch.Tensor:
    """(1, 3, H, W), 0 to 1."""
    return torch.from_numpy(np.asarray(image, dtype=np.float32) / 255).permute(2, 0, 1)[None]


def test_the_folder_is_the_registry() -> None:
    """What can be typed, and a line on each."""
    assert names() == ["bits", "jpeg", "median", "randomization", "resize"]
    assert all(len(mitigation(name).about) > 20 for name in names())
    assert RANDOM == ["randomization"]


@given(st.sampled_from(names()), pictures, st.integers(0, 9))
def test_a_picture_keeps_its_size_and_gets_the_same_every_time(name: str, image: Image.Image, seed: int) -> None:
    """Whatever was drawn before, and in whatever mode it came; what is given is left as it was."""
    before = image.tobytes()
    shown = Mitigations((mitigation(name),), seed).purify(image)
    Random().seed(seed)
    again = Mitigations((mitigation(name),), seed).purify(Image.frombytes("RGB", image.size, before).convert("RGBA"))
    assert (shown.size, shown.mode) == (image.size, "RGB")
    assert shown.tobytes() == again.tobytes()
    assert image.tobytes() == before


@given(pictures)
def test_mitigations_are_chained_in_their_order(image: Image.Image) -> None:
    """The second gets what the first made."""
    median, bits = mitigation("median"), mitigation("bits")
    first = median.purify(image, Random(0))
    assert Mitigations((median, bits)).purify(image).tobytes() == bits.purify(first, Random(0)).tobytes()
    assert Mitigations((median, bits)).identity != Mitigations((bits, median)).identity


@given(pictures)
def test_bits_leaves_sixteen_levels_none_far_off(image: Image.Image) -> None:
    """The nearest of them."""
    shown = np.asarray(mitigation("bits").purify(image, Random(0)), dtype=int)
    assert set(np.unique(shown)) <= {0, 17, 34, 51, 68, 85, 102, 119, 136, 153, 170, 187, 204, 221, 238, 255}
    assert np.abs(shown - np.asarray(image, dtype=int)).max() <= 8
    assert len(set(LEVELS)) == 16


@pytest.mark.parametrize("name", SLOPED)
@settings(max_examples=30)
@given(image=smooth, seed=st.integers(0, 99))
def test_a_slope_is_the_mitigation_itself_before_rounding(name: str, image: Image.Image, seed: int) -> None:
    """By another library, with the same draws: else its gradient would be of something else."""
    one = mitigation(name)
    assert one.slope is not None
    shown, smooth = one.purify(image, Random(seed)), one.slope(tensor(image), Random(seed))
    assert float((tensor(shown) - smooth).abs().max()) * 255 <= ROUNDING[name]


@given(pictures)
def test_the_median_is_the_median(image: Image.Image) -> None:
    """Of nine, edges included, to the bit, of any picture."""
    one = mitigation("median")
    assert one.slope is not None
    assert torch.equal(tensor(one.purify(image, Random(0))), one.slope(tensor(image), Random(0)))


@pytest.mark.parametrize("name", RANDOM)
def test_draws_belong_to_the_picture_and_the_seed(name: str) -> None:
    """Many pictures, many draws; another seed, another draw; and a seed changes nothing about what draws nothing."""
    one, images = mitigation(name), [drawn(seed) for seed in range(12)]
    shown = [[np.asarray(Mitigations((one,), seed).purify(image)).tobytes() for image in images] for seed in (0, 1)]
    assert sum(a != b for a, b in zip(*shown, strict=True)) >= 11
    assert Mitigations((one,), 0).identity != Mitigations((one,), 1).identity
    assert Mitigations((mitigation("jpeg"),), 0).identity == Mitigations((mitigation("jpeg"),), 1).identity


@pytest.mark.parametrize("name", RANDOM)
def test_the_attacker_does_not_know_the_draw(name: str) -> None:
    """Its own draws are others than the defender's of the same picture, and others from step to step; of the same picture, the same."""
    before = Mitigations((mitigation(name),), 0)
    images = [drawn(seed) for seed in range(6)]
    asked = torch.stack([tensor(before.purify(image))[0] for image in images])
    pixels = torch.cat([tensor(image) for image in images])
    draws = [through(before, pixels, draw) for draw in range(2)]
    for one, other in ((asked, draws[0]), (asked, draws[1]), (draws[0], draws[1])):
        assert sum(torch.equal(a, b) for a, b in zip(one, other, strict=True)) <= 1
    assert torch.equal(draws[0], through(before, pixels, 0))
    assert torch.equal(draws[0][2:3], through(before, pixels[2:3], 0))  # whoever is attacked beside it


@given(st.lists(st.sampled_from(names()), min_size=1, max_size=2), smooth)
@settings(max_examples=20)
def test_what_an_attack_climbs_is_what_the_model_is_shown(chain: list[str], image: Image.Image) -> None:
    """To the bit, by the draws of the attacker; and a gradient comes back through all of it."""
    parts = tuple(Mitigation(name, mitigation(name).purify, mitigation(name).slope) for name in chain)
    before, pixels = Mitigations(parts), tensor(image).requires_grad_()
    seen = through(before, pixels)
    if not set(chain) & set(RANDOM):
        assert torch.equal(seen, tensor(before.purify(image)))
    (gradient,) = torch.autograd.grad(seen.sum(), pixels)
    assert torch.isfinite(gradient).all()
    assert float(gradient.abs().sum()) > 0
