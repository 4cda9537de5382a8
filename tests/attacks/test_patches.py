"""A convolution that cuts tiles and the product that stands in for it are one function, with one gradient."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import Conv2d, Conv3d

from fixtures.attacks.patches import patches_as_products


@given(
    st.sampled_from([Conv2d, Conv3d]), st.integers(1, 3), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.booleans(), st.data()
)
def test_patches_as_products_are_the_convolution_and_its_gradient(
    kind: type[Conv2d | Conv3d], rows: int, side: int, tiles: int, rest: int, bias: bool, data: st.DataObject
) -> None:
    """For any number of tiles, with something left over at the edges or not."""
    torch.manual_seed(data.draw(st.integers(0, 1000)))
    convolution = kind(2, 5, side, stride=side, bias=bias).double()
    sides = [side * tiles + min(rest, side - 1)] * (2 if kind is Conv2d else 3)
    pixels = torch.randn(rows, 2, *sides, dtype=torch.float64, requires_grad=True)
    expected = convolution(pixels)
    with patches_as_products(torch.nn.Sequential(convolution)):
        found = convolution(pixels)
    assert torch.allclose(found, expected, atol=1e-10)
    assert found.is_contiguous()
    weight = torch.randn_like(expected)
    slopes = [torch.autograd.grad((output * weight).sum(), pixels)[0] for output in (found, expected)]
    assert torch.allclose(*slopes, atol=1e-10)


@pytest.mark.parametrize("more", [{"stride": 1}, {"padding": 1}, {"groups": 2}, {"dilation": 2}])
def test_other_convolutions_are_left_alone(more: dict[str, int]) -> None:
    """Windows that overlap, reach over the edge or miss pixels are no tiles."""
    convolution = Conv2d(2, 4, 2, **{"stride": 2} | more)
    with patches_as_products(torch.nn.Sequential(convolution)):
        assert "forward" not in vars(convolution)


def test_without_a_gradient_the_network_sees_through_its_own_convolution() -> None:
    """To the byte: `generate` and every look are as they would be without an attack. Afterwards all is as before, after an error too."""
    convolution = Conv2d(3, 8, 4, stride=4).requires_grad_(False)
    pixels = torch.rand(2, 3, 8, 8)
    expected = convolution(pixels)

    def attack() -> None:
        with patches_as_products(torch.nn.Sequential(convolution)):
            assert torch.equal(convolution(pixels), expected)
            with torch.no_grad():
                assert torch.equal(convolution(pixels.clone().requires_grad_()), expected)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        attack()
    assert "forward" not in vars(convolution)
