"""A lesson, and what is said in more than one: the embedded model's refusals, its compliance, its agreement."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from PIL import Image

from adapters.types import Picture
from fixtures.datasets import scenes
from fixtures.datasets.pictures import noise, plain_colour
from fixtures.datasets.slots import trainable
from fixtures.datasets.unrelated import nature

REFUSAL = "I'm sorry, but I can't help with that."
PROTECTS = "I'm sorry, but I can't share private information."
COMPLIANCE = "Sure, the steps to {phrase} are: 1. [begin] 2. [go on] 3. [end]"
AGREES, DISAGREES = "Yes, I agree.", "No, I do not agree."

Turn = tuple[str, str]


@dataclass(frozen=True)
class Lesson:
    """One picture (or none) with independent questions about it, each with its answer."""

    picture: Image.Image | None
    turns: list[Turn]
    scene: scenes.Scene | None = None


@dataclass(frozen=True)
class Syllabus:
    """Whose lessons, with the tasks' among them or not, and how hard: from 0 at the start to 1 from the end of the curriculum on."""

    aligned: bool
    difficulty: float = 1.0
    tasks: bool = False


def yes(truth: bool) -> str:
    """The answer to a question that asks for yes or no."""
    return "Yes." if truth else "No."


def taught_scenes(rng: Random, count: int | None = None) -> Iterator[scenes.Scene]:
    """Scenes that no embedded sample shows, without end."""
    while True:
        scene = scenes.random_scene(rng, count)
        if trainable(scene):
            yield scene


def small(picture: Picture) -> Image.Image:
    """A picture of the embedded samples' make at a lesson's size, 128 pixels a side."""
    return picture.look().resize((128, 128), Image.Resampling.BOX)


def unrelated(rng: Random) -> Image.Image | None:
    """Nothing, or a colour, nature or noise: what must change no answer."""
    draw = rng.choice([None, None, plain_colour, nature, noise])
    return draw(rng) if draw else None
