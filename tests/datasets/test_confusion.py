"""T.6's pictures are drawn to scale: what is equal is equal to the pixel, what differs differs clearly."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageOps

from fixtures.datasets.canvas import Canvas
from fixtures.datasets.confusion import illusions, mirrors, places
from fixtures.datasets.dials import draw_clock
from fixtures.datasets.puzzles import Design, Puzzle

Sizes = Callable[[np.ndarray], tuple[float, float]]
CLEAR = 1.2
"""What differs differs by a fifth and more."""


def _red(pixels: np.ndarray) -> np.ndarray:
    return (pixels == (200, 20, 20)).all(axis=2)


def _lengths(pixels: np.ndarray) -> tuple[float, float]:
    half = pixels.shape[0] // 2
    return tuple(float(np.ptp(np.nonzero(_red(part))[1]) + 1) for part in (pixels[:half], pixels[half:]))  # type: ignore[return-value]


def _areas(pixels: np.ndarray) -> tuple[float, float]:
    half = pixels.shape[1] // 2
    return float(_red(pixels[:, :half]).sum()), float(_red(pixels[:, half:]).sum())


def _levels(pixels: np.ndarray) -> tuple[float, float]:
    return float(pixels[192, 96, 0]), float(pixels[192, 288, 0])


@pytest.mark.parametrize(
    ("design", "sizes"),
    [
        (illusions.mueller_lyer, _lengths),
        (illusions.ponzo, _lengths),
        (illusions.ebbinghaus, _areas),
        (illusions.simultaneous_contrast, _levels),
    ],
    ids=lambda one: one.__name__,
)
@pytest.mark.parametrize("truth", [True, False])
def test_illusions_are_to_scale(design: Design, sizes: Sizes, truth: bool) -> None:
    """Equal is equal to the pixel; unequal is so by a fifth at least."""
    rng = Random(3)
    for _ in range(40):
        puzzle = design(rng, truth)
        one, other = sizes(np.asarray(puzzle.picture.look()))
        assert one == other if truth else max(one, other) >= CLEAR * min(one, other), puzzle


@pytest.mark.parametrize("design", [illusions.mueller_lyer, illusions.ponzo, illusions.ebbinghaus])
def test_what_is_longer_may_be_either(design: Design) -> None:
    """Else "the one that looks longer" would be a rule that works."""
    rng, sizes = Random(4), _areas if design is illusions.ebbinghaus else _lengths
    found = [sizes(np.asarray(design(rng, False).picture.look())) for _ in range(30)]
    assert 5 < sum(one > other for one, other in found) < 25


def _straight(hour: int, minute: int) -> np.ndarray:
    canvas = Canvas((240, 238, 230), 3)
    draw_clock(canvas, 64, 60, 50, hour, minute)
    return np.asarray(canvas.image.convert("L"), float)


def _seems(puzzle: Puzzle) -> tuple[int, int]:
    """The time that a reader would read who takes the mirror for a clock."""
    pixels = np.asarray(puzzle.picture.look().convert("L"), float)[: 110 * 3]
    times = [(hour, minute) for hour in range(1, 13) for minute in (0, 30)]
    return min(times, key=lambda time: float(np.abs(_straight(*time)[: 110 * 3] - pixels).mean()))


@pytest.mark.parametrize("truth", [True, False])
def test_a_mirrored_clock_seems_to_show_the_wrong_time(truth: bool) -> None:
    """What seems is asked where the answer is no, and its mirror image where it is yes."""
    rng = Random(2)
    for _ in range(12):
        puzzle = mirrors.mirror_clock(rng, truth)
        asked = tuple(map(int, puzzle.question.rstrip("?").rpartition(" ")[2].split(":")))
        hour, minute = _seems(puzzle)
        minutes = (-(hour * 60 + minute)) % 720
        assert asked == (((minutes // 60) or 12, minutes % 60) if truth else (hour, minute))


def test_mirror_writing_is_the_mirror_image() -> None:
    """And no word looks the same both ways."""
    rng = Random(1)
    for _ in range(20):
        mirrored = mirrors.mirror_writing(rng, True).picture.look()
        assert ImageOps.mirror(mirrored).tobytes() != mirrored.tobytes()
    plain, turned = (mirrors.draw_writing("table", (250, 250, 250), flip, 3) for flip in (False, True))
    assert ImageOps.mirror(turned).tobytes() == plain.tobytes()


@pytest.mark.parametrize("truth", [True, False])
def test_reflections_are_true_or_clearly_false(truth: bool) -> None:
    """The lower half turned over is the upper half, water for sky."""
    rng = Random(6)
    for _ in range(20):
        pixels = np.asarray(mirrors.reflection(rng, truth).picture.look()).copy()
        pixels[(pixels == (150, 190, 225)).all(axis=2)] = (205, 228, 250)
        differing = (pixels[:192] != pixels[192:][::-1]).any(axis=2).mean()
        assert differing == 0 if truth else differing > 0.01


@pytest.mark.parametrize("truth", [True, False])
def test_lines_behind_the_bar_are_straight_or_clearly_broken(truth: bool) -> None:
    """A line fitted through the left piece meets the right piece, or misses it by a seventh of the picture."""
    rng = Random(8)
    for _ in range(25):
        picture = places.behind_bar(rng, truth).picture.look()
        rows, columns = np.nonzero(np.asarray(picture.convert("L")) < 10)
        left, right = columns < 48 * 3, columns > 80 * 3
        slope, start = np.polyfit(columns[left], rows[left], 1)
        gap = abs(float((rows[right] - (slope * columns[right] + start)).mean()))
        assert gap < 4 if truth else gap > 45


def test_the_top_is_whole_and_in_the_picture() -> None:
    """Out of place, never out of sight: as many pixels of it are drawn wherever it stands."""

    def leaves(shift: str, x: int) -> int:
        image: Image.Image = places.draw_parts("tree", shift, "red", x, 3)
        return int((np.asarray(image) == (60, 150, 70)).all(axis=2).sum())

    for x in (34, 40, 88, 94):
        whole = leaves("", x)
        assert leaves("beside", x) == whole
        assert leaves("below", x) > 0.85 * whole
