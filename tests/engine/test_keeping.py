"""Pictures are kept for the report, exactly, and one that cannot be is no loss."""

from io import BytesIO
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from adapters.types import Picture
from fixtures.keeping import LONGEST_SIDE, Keeper, png


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_png_holds_every_pixel(width: int, height: int, seed: int) -> None:
    """What another reader sees in the file is the picture, to the last bit."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    assert (np.asarray(Image.open(BytesIO(png(Image.fromarray(pixels))))) == pixels).all()


def test_keeper_writes_each_content_once_and_reduces_large_ones(tmp_path: Path) -> None:
    """By the time it is closed, every picture lies where it was said to."""
    looks: list[str] = []

    def draw(name: str, side: int) -> Picture:
        return Picture(name, lambda: (looks.append(name), Image.new("RGB", (side, side), "red"))[1])

    keeper = Keeper(tmp_path)
    small, again, large = (keeper.keep(picture) for picture in (draw("a", 30), draw("a", 30), draw("b", 3 * LONGEST_SIDE)))
    keeper.close()
    assert small == again
    assert looks == ["a", "b"]
    assert Image.open(tmp_path / small).size == (30, 30)
    assert Image.open(tmp_path / large).size == (LONGEST_SIDE, LONGEST_SIDE)


def test_a_picture_that_cannot_be_read_loses_nothing_else(tmp_path: Path) -> None:
    """The next one is written all the same."""

    def broken() -> Image.Image:
        raise OSError("truncated")

    keeper = Keeper(tmp_path)
    bad, good = keeper.keep(Picture("bad", broken)), keeper.keep(Picture("good", lambda: Image.new("RGB", (3, 3))))
    keeper.close()
    assert not (tmp_path / bad).exists()
    assert (tmp_path / good).exists()
