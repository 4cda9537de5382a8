"""R.1's six styles and R.2's seven sensors: the same scenes, each look its own, and the thing still there."""

from collections import Counter
from collections.abc import Callable, Mapping
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from fixtures.datasets.artistic_styles import artistic_styles
from fixtures.datasets.renderings.art import STYLES
from fixtures.datasets.renderings.paired import ALSO, Render
from fixtures.datasets.renderings.pixels import edge, mask
from fixtures.datasets.renderings.sensors import SENSORS
from fixtures.datasets.scenes import SHAPES, Scene, Thing, draw_scene, random_scene
from fixtures.datasets.sensor_styles import sensor_styles
from fixtures.task import Source
from fixtures.types import Sample

RENDERS = [*STYLES.items(), *SENSORS.items()]
SCENES = [random_scene(Random(seed), 1) for seed in range(5)]
SCALE = 2


def told_apart(render: Render, scene: Scene, shown: Scene) -> tuple[float, float]:
    """How far the rendering of `shown` is from that of the empty place, around the outline of the scene's thing and elsewhere.

    In levels (0 to 255), after a mean of 3 x 3 pixels that takes noise away.
    """
    full, empty = (smoothed(render(Random(7), one, SCALE)) for one in (shown, Scene(scene.place, ())))
    far = np.abs(full - empty).max(axis=2)
    band = edge(mask(scene.things, SCALE), 3, SCALE) > 0
    return float(far[band].mean()), float(far[~band & (mask(scene.things, SCALE) == 0)].mean())


def smoothed(image: Image.Image) -> NDArray[np.float64]:
    """Each pixel the mean of nine."""
    pixels = np.asarray(image).astype(float)
    shifted: NDArray[np.float64] = np.mean([np.roll(pixels, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)], axis=0)
    return shifted


@pytest.mark.parametrize(("name", "render"), RENDERS, ids=[name for name, _ in RENDERS])
def test_the_outline_of_the_thing_is_still_there(name: str, render: Render) -> None:
    """And what else changes in the picture (other noise, a shadow) is weaker; without the thing there is no outline to be found."""
    for scene in SCENES:
        there, elsewhere = told_apart(render, scene, scene)
        nothing, _ = told_apart(render, scene, Scene(scene.place, ()))
        assert there > max(10, 2.5 * elsewhere), scene
        assert nothing == 0


@pytest.mark.parametrize(("name", "render"), RENDERS, ids=[name for name, _ in RENDERS])
def test_a_rendering_follows_from_its_seed(name: str, render: Render) -> None:
    """Twice the same pixels, in any size; a plain picture it is not."""
    for scene in SCENES[:2]:
        one, other = (render(Random(3), scene, SCALE) for _ in range(2))
        assert one.tobytes() == other.tobytes()
        assert (one.size, one.mode) == ((128 * SCALE, 128 * SCALE), "RGB")
        assert np.abs(np.asarray(one).astype(int) - np.asarray(draw_scene(scene, SCALE))).mean() > 4


def test_no_two_looks_are_alike() -> None:
    """Of one scene: thirteen renderings differ from each other by more than a tenth of the range, on average."""
    looks = {name: np.asarray(render(Random(1), SCENES[0], SCALE)).astype(int) for name, render in RENDERS}
    for one in looks:
        for other in looks:
            assert one == other or np.abs(looks[one] - looks[other]).mean() > 10, (one, other)


@pytest.mark.parametrize("shape", SHAPES)
def test_sketch_and_tattoo_keep_the_shape_without_its_colour(shape: str) -> None:
    """Red or blue, the pencil drawing is the same picture."""
    for render in (STYLES["sketch"], STYLES["tattoo"], SENSORS["mri"], SENSORS["infrared"]):
        red, blue = (render(Random(1), Scene("beach", (Thing(colour, shape, 60, 60, 24),)), SCALE).tobytes() for colour in ("red", "blue"))
        assert red == blue


@pytest.mark.parametrize(("factory", "looks", "count"), [(artistic_styles, STYLES, 60), (sensor_styles, SENSORS, 60)])
@pytest.mark.parametrize("seed", [0, 1])
def test_every_scene_is_asked_about_in_every_look(
    factory: Callable[[Source], list[Sample]], looks: Mapping[str, Render], count: int, seed: int
) -> None:
    """The words and the truth are the same in all of them, and beside the plain picture; renderings take turns."""
    samples = factory(Source(seed))
    assert Counter(s.variant for s in samples) == dict.fromkeys([*looks, "clean", "rendered"], count)
    for pair in {s.pair for s in samples}:
        item = [s for s in samples if s.pair == pair]
        assert {s.variant for s in item} == {*looks, "clean", "rendered"}
        assert len({(s.prompt.text, s.target, str(s.facts)) for s in item}) == 1
        assert len({s.prompt.pictures[0].key for s in item}) == len(looks) + 1  # the rendered one is one of the others
    rendered = Counter(s.prompt.pictures[0].key.split("'")[1] for s in samples if s.variant == "rendered")
    assert max(rendered.values()) - min(rendered.values()) <= 1


@pytest.mark.parametrize("seed", [0, 1])
def test_sensor_questions_are_even_and_true(seed: int) -> None:
    """Four kinds, and what is asked for is (not) there; only stars and crosses are asked about, which no sensor adds."""
    samples = [s for s in sensor_styles(Source(seed)) if s.variant == "clean"]
    sides = [s for s in samples if s.target not in ("yes", "no")]
    assert Counter(s.target for s in samples if s not in sides) == {"yes": 15, "no": 15}
    for sample in samples:
        scene = sample.pair
        if sample in sides:
            assert f"shape='{sample.target}'" in scene
            assert f"shape='{sample.facts['reject'][0]}'" in scene
        else:
            asked = "star" if "star" in sample.prompt.text else "cross"
            assert (f"shape='{asked}'" in scene) == (sample.target == "yes")


@pytest.mark.parametrize("seed", [0, 1])
def test_roads_from_above_make_no_cross(seed: int) -> None:
    """Roads, the greyest lines of an empty ground, run in one direction only: "is there a cross?" has one answer."""
    ground = smoothed(SENSORS["remote"](Random(seed), Scene("beach", ()), SCALE))
    colour = ground.max(axis=2) - ground.min(axis=2)
    down, across = (int((colour.mean(axis=axis) < 0.5 * np.median(colour)).sum()) for axis in (0, 1))
    assert down > 0
    assert across == 0


def test_other_names_are_of_one_shape_each() -> None:
    """No name of one shape is one of another."""
    names = [name for shape in SHAPES for name in (shape, *ALSO[shape])]
    assert len(set(names)) == len(names)
