"""T.2's puzzles: what is asked is read off the picture again, by other means than drew it, and compared with the answer."""

import ast
import contextlib
import io
import re
from collections.abc import Callable
from itertools import product
from random import Random

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import label

from fixtures.datasets.advanced_inference import KINDS, advanced_inference
from fixtures.datasets.inference import lived, read, seen
from fixtures.datasets.puzzles import Design, Puzzle
from fixtures.datasets.scenes import COLOURS
from fixtures.task import Source


def _written(image: Image.Image) -> list[str]:
    """The lines of letters in a picture."""
    letters: dict[tuple[int, int], str] = image.info["letters"]
    return [
        "".join(letters.get((row, column), " ") for column in range(16)).rstrip()
        for row in range(8)
        if any(place[0] == row for place in letters)
    ]


def _masks(image: Image.Image, colour: str) -> np.ndarray:
    return (np.asarray(image) == COLOURS[colour]).all(axis=2)


def _number(puzzle: Puzzle) -> int:
    return int(re.findall(r"-?\d+", puzzle.question)[-1])


def _program(puzzle: Puzzle, image: Image.Image) -> bool:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec("\n".join(_written(image)), {})  # our own three lines
    return int(printed.getvalue()) == _number(puzzle)


def _sum(puzzle: Puzzle, image: Image.Image) -> bool:
    text = ast.literal_eval(puzzle.picture.key.rpartition(" x")[0])[1][0]
    return bool(eval(text.removesuffix(" = ?").replace("x", "*")) == int(re.findall(r"\d+", puzzle.question)[0]))


def _open(puzzle: Puzzle, image: Image.Image) -> bool:
    _, hours, _, now = (line.strip() for line in _written(image))
    begin, end = hours.split(" to ")
    return begin <= now < end


def _enough(puzzle: Puzzle, image: Image.Image) -> bool:
    one, other, money = (int(line.split()[-1]) for line in _written(image))
    return one + other <= money


def _dots(puzzle: Puzzle, image: Image.Image) -> bool:
    more, than = re.findall(r"(\w+) dots", puzzle.question)
    return bool(label(_masks(image, more))[1] > label(_masks(image, than))[1])


def _bars(puzzle: Puzzle, image: Image.Image) -> bool:
    blue = (np.asarray(image) == (80, 110, 180)).all(axis=2).sum(axis=0)
    heights = [int(blue[3 * (16 + 32 * place)]) for place in range(4)]
    best = max(heights) if "tallest" in puzzle.question else min(heights)
    return heights.index(best) == "ABCD".index(puzzle.question.split()[2])


def _slope(puzzle: Puzzle, image: Image.Image) -> bool:
    earth = (np.asarray(image) == (130, 105, 80)).all(axis=2).sum(axis=0)
    return ("left" if earth[0] < earth[-1] else "right") in puzzle.question


def _heavier(puzzle: Puzzle, image: Image.Image) -> bool:
    blocks = sum(_masks(image, colour) for colour in COLOURS)[: 95 * 3]
    side = "left" if blocks[:, :192].sum() > blocks[:, 192:].sum() else "right"
    return f"its {side} side" in puzzle.question


def _lit(puzzle: Puzzle, image: Image.Image) -> bool:
    levels = np.asarray(image.convert("L"), float)
    return int(np.argmax([levels[3 * (27 + 31 * place), 192] for place in range(3)])) == 2


READERS: list[tuple[Design, Callable[[Puzzle, Image.Image], bool]]] = [
    (read.variables, _program),
    (read.loop, _program),
    (read.branch, _program),
    (read.sums, _sum),
    (lived.is_open, _open),
    (lived.affords, _enough),
    (seen.more_dots, _dots),
    (seen.tallest, _bars),
    (lived.rolls, _slope),
    (lived.tips, _heavier),
    (lived.may_go, _lit),
]


@pytest.mark.parametrize(("design", "reader"), READERS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("truth", [True, False])
def test_the_picture_bears_out_the_answer(design: Design, reader: Callable[[Puzzle, Image.Image], bool], truth: bool) -> None:
    """Programs are run, sums worked out, dots counted, bars and slopes measured."""
    rng = Random(5)
    for _ in range(25):
        puzzle = design(rng, truth)
        assert reader(puzzle, puzzle.picture.look()) is truth, puzzle


@pytest.mark.parametrize("truth", [True, False])
def test_clocks_without_morning_and_afternoon_leave_one_answer(truth: bool) -> None:
    """Whichever halves of one day the two clocks stand for, as long as the end comes after the beginning."""
    rng = Random(3)
    for _ in range(100):
        puzzle = seen.lasted(rng, truth)
        (start, _), (end, _) = ast.literal_eval(puzzle.picture.key.rpartition(" x")[0])[1]
        halves = product((start % 12, start % 12 + 12), (end % 12, end % 12 + 12))
        hours = [last - first for first, last in halves if last > first]
        assert hours
        assert {long > _number(puzzle) for long in hours} == {truth}, puzzle


@pytest.mark.parametrize("seed", [0, 1])
def test_no_two_samples_differ_in_their_paper_alone(seed: int) -> None:
    """The same word or sum on a sheet of another colour would be the same question twice."""
    samples = [s for s in advanced_inference(Source(seed)) if s.variant in ("translate", "math")]
    asked = [(s.prompt.text, ast.literal_eval(s.prompt.pictures[0].key.rpartition(" x")[0])[1][0]) for s in samples]
    assert len(set(asked)) == len(asked) == 48


def test_every_kind_is_even_and_spread_over_its_designs() -> None:
    """Twenty-four a kind, half of each design's answers yes."""
    samples = advanced_inference(Source())

    for kind, designs in KINDS.items():
        answers = [(sample.facts["design"], sample.target) for sample in samples if sample.variant == kind]
        assert len(answers) == 24
        assert {answers.count((design.__name__, said)) for design in designs for said in ("yes", "no")} == {12 // len(designs)}


def test_no_line_of_code_is_cut() -> None:
    """A program that does not fit on its sheet would be another program."""
    rng = Random(1)
    for design in (read.variables, read.loop, read.branch):
        for _ in range(50):
            lines = ast.literal_eval(design(rng, True).picture.key.rpartition(" x")[0])[1][0]
            assert max(map(len, lines)) <= 16


@pytest.mark.parametrize(("hour", "minute"), [(3, 0), (9, 30), (12, 30)])
def test_clocks_show_the_hour_between_its_marks(hour: int, minute: int) -> None:
    """The hour hand moves with the minutes: the dark pixels half way out lie at its angle."""
    image = np.asarray(seen.draw_two_clocks((hour, minute), (hour, minute), 3).convert("L"), float)
    centre, ring = (33 * 3, 64 * 3), 29 * 3 * 0.4
    angles = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    dark = [image[round(centre[1] - ring * np.cos(a)), round(centre[0] + ring * np.sin(a))] < 80 for a in angles]
    expected = 2 * np.pi * (hour % 12 + minute / 60) / 12
    assert min(abs((a - expected + np.pi) % (2 * np.pi) - np.pi) for a, is_dark in zip(angles, dark, strict=True) if is_dark) < 0.05
