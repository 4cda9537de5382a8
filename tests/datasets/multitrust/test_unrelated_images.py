"""Unrelated pictures: natural order, one pool a kind, and drawn ones where there is no pool."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.datasets.multitrust.unrelated_images import KINDS, pools, unrelated

FaultOf = Callable[[Callable[[], object]], str]


def test_each_kind_has_its_pool_in_natural_order(tree: Path) -> None:
    """`color_2` before `color_10`, whatever order the folder has."""
    expected = [hashlib.sha256((tree / "unrelated_images" / f"color_{number}.png").read_bytes()).hexdigest() for number in (1, 2, 10)]

    assert set(pools(tree)) == set(KINDS)
    assert [picture.key for picture in pools(tree)["color"]] == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_the_folder_lacks(tree: Path, fault_of: FaultOf, kind: str) -> None:
    """A folder that is there has to be whole."""
    for path in (tree / "unrelated_images").glob(f"{kind}*"):
        path.unlink()

    assert fault_of(lambda: pools(tree)).startswith(f"{tree}/unrelated_images: found no *{kind}* file; expected ")


def test_every_picture_of_a_pool_is_drawn_now_and_then(tree: Path) -> None:
    """No picture is out of reach, and none takes more than its share."""
    pool = pools(tree)
    drawn = [unrelated(pool, "noise", 0, f"statement {number}").key for number in range(300)]

    assert all(60 < drawn.count(picture.key) < 140 for picture in pool["noise"])


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_folder_pictures_are_drawn(tmp_path: Path, kind: str) -> None:
    """Equal keys are equal pixels, and another statement has another picture."""
    assert pools(tmp_path) == {}
    first, again, other = (unrelated({}, kind, 7, text) for text in ("a", "a", "b"))

    assert first.key == again.key != other.key
    assert first.png() == again.png()
    assert kind == "nature" or first.png() != other.png()


def test_drawn_kinds_look_as_they_are_called(tmp_path: Path) -> None:
    """One flat colour; a scene of few colours; noise of very many."""
    colours = {kind: len(unrelated({}, kind, 0, "a").look().getcolors(1 << 20) or []) for kind in KINDS}

    assert colours["color"] == 1 < colours["nature"] < 100 < colours["noise"]


def test_kinds_are_paired_each_on_its_own(tree: Path) -> None:
    """Else the first colour would always come with the first noise, and one odd picture would mark whole statements."""
    pool = pools(tree)
    places = {kind: [pool[kind].index(unrelated(pool, kind, 0, f"statement {number}")) for number in range(30)] for kind in KINDS}

    assert places["color"] != places["nature"] != places["noise"] != places["color"]
