"""Attacked pictures are kept by content: a second run attacks nothing, anything that decides a picture makes another one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from adapters.cache.store import Store
from adapters.transformers_model import TransformersModel
from adapters.types import Picture, Prompt, user_prompt
from fixtures.attacks import kept, making
from fixtures.attacks.making import Budget, Goal, Made
from fixtures.attacks.pictures import AttackError, as_png, linf
from fixtures.attacks.shots import Shots

BUDGET = Budget(8 / 255, 3)


def prompt(grey: int = 100, text: str = "What is this?") -> Prompt:
    """A grey picture, named after nothing that it shows."""
    return user_prompt(text, Picture(f"grey {grey}", lambda: Image.new("RGB", (128, 128), (grey, grey, grey))))


GOAL = Goal(prompt(), "a grey square.", towards=False)


class Attacked:
    """Counts what is attacked, and moves every pixel up by the bound."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, model: object, goals: Sequence[Goal], clean: Sequence[Image.Image], budget: Budget) -> list[Made]:
        self.count += len(goals)
        return [Made(np.clip(np.asarray(image) / 255 + budget.eps, 0, 1).astype(np.float32), budget.steps) for image in clean]


@pytest.fixture
def attacked(monkeypatch: pytest.MonkeyPatch) -> Attacked:
    """In the place of the real attack: what is kept, and when, does not depend on how it was made."""
    counting = Attacked()
    monkeypatch.setattr(making, "make", counting)
    return counting


@pytest.fixture
def loads() -> list[str]:
    """The names that were loaded."""
    return []


@pytest.fixture
def shots(tmp_path: Path, pocket: TransformersModel, loads: list[str]) -> Iterator[Any]:
    """`shots()`: as a new run begins, with what earlier ones kept."""
    stores: list[Store] = []

    def load(name: str) -> TransformersModel:
        loads.append(name)
        return pocket

    def begin(name: str = "pocket", with_store: bool = True) -> Shots:
        for store in stores:
            store.close()
        stores.append(Store(tmp_path / "cache"))
        return Shots(name, load, tmp_path / "run", stores[-1] if with_store else None)

    yield begin
    for store in stores:
        store.close()


def test_a_second_run_attacks_nothing_and_loads_nothing(shots: Any, attacked: Attacked, loads: list[str]) -> None:
    """And has the same file."""
    (first,) = shots().pictures([GOAL], BUDGET)
    count, before = attacked.count, len(loads)
    (second,) = shots().pictures([GOAL], BUDGET)
    assert isinstance(second, Picture)
    assert (attacked.count, len(loads)) == (count, before)
    assert first.png() == second.png()
    assert linf(second.file, GOAL.prompt.pictures[0].image()) == 8  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("goal", "budget"),
    [
        (GOAL, replace(BUDGET, eps=4 / 255)),
        (GOAL, replace(BUDGET, steps=4)),
        (GOAL, replace(BUDGET, seed=1)),
        (GOAL, replace(BUDGET, restarts=2)),
        (GOAL, replace(BUDGET, method="apgd")),
        (replace(GOAL, text="a grey circle."), BUDGET),
        (replace(GOAL, towards=True), BUDGET),
        (replace(GOAL, prompt=prompt(grey=101)), BUDGET),
        (replace(GOAL, prompt=prompt(text="What is that?")), BUDGET),
        (replace(GOAL, prompt=replace(prompt(), max_new_tokens=7)), BUDGET),
    ],
    ids=["eps", "steps", "seed", "restarts", "method", "text", "towards", "pixels", "words", "length"],
)
def test_whatever_decides_a_picture_makes_another(shots: Any, attacked: Attacked, goal: Goal, budget: Budget) -> None:
    """One at a time."""
    shots().pictures([GOAL], BUDGET)
    shots().pictures([goal], budget)
    assert attacked.count == 2


def test_other_weights_and_other_code_make_another(shots: Any, attacked: Attacked, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model's fingerprint is in the key, and the attacks' source."""
    shots().pictures([GOAL], BUDGET)
    shots("pocket-base").pictures([GOAL], BUDGET)
    monkeypatch.setattr(kept, "code", lambda: "changed")
    shots().pictures([GOAL], BUDGET)
    assert attacked.count == 3


def test_a_pictures_name_does_not_matter_its_pixels_do(shots: Any, attacked: Attacked) -> None:
    """Two recipes for one picture are one picture."""
    renamed = replace(GOAL, prompt=user_prompt("What is this?", Picture("another name", GOAL.prompt.pictures[0].look)))
    shots().pictures([GOAL], BUDGET)
    shots().pictures([renamed], BUDGET)
    assert attacked.count == 1


def test_without_a_store_everything_is_attacked_again(shots: Any, attacked: Attacked) -> None:
    """As --no-cache wants it."""
    for _ in range(2):
        shots(with_store=False).pictures([GOAL], BUDGET)
    assert attacked.count == 2


@pytest.mark.parametrize("fault", ["too far", "cut off", "JPEG", "another size"])
def test_a_kept_file_that_is_not_within_its_bound_is_made_again(shots: Any, attacked: Attacked, fault: str, monkeypatch: Any) -> None:
    """Planted faults in the cache: each is found on the file, and none is asked about."""
    from io import BytesIO

    far = as_png(np.full((128, 128, 3), 120 / 255))
    jpeg = BytesIO()
    Image.new("RGB", (128, 128), (104, 104, 104)).save(jpeg, "JPEG")
    wrong = {"too far": far, "cut off": far[:200], "JPEG": jpeg.getvalue(), "another size": as_png(np.full((64, 64, 3), 104 / 255))}
    monkeypatch.setattr(kept.Kept, "attacked", lambda self, goals, budget: [wrong[fault]])
    (one,) = shots().pictures([GOAL], BUDGET)
    assert attacked.count == 1
    assert linf(one.file, GOAL.prompt.pictures[0].image()) == 8


def test_what_failed_is_not_kept(shots: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again by the next run."""
    count = 0

    def fails(model: object, goals: Sequence[Goal], clean: object, budget: Budget) -> list[AttackError]:
        nonlocal count
        count += 1
        return [AttackError("the gradient is zero")] * len(goals)

    monkeypatch.setattr(making, "make", fails)
    for _ in range(2):
        (one,) = shots().pictures([GOAL], BUDGET)
        assert isinstance(one, AttackError)
    assert count == 2


def test_a_control_is_kept_with_what_it_found(shots: Any, attacked: Attacked, pocket: TransformersModel) -> None:
    """The second run asks and attacks nothing for it, and says the same."""
    first = shots().control("untargeted_pgd", False, BUDGET, pocket.generate)
    count = attacked.count
    second = shots().control("untargeted_pgd", False, BUDGET, lambda prompts: pytest.fail("asked"))
    assert first == second
    assert first.fault
    assert attacked.count == count > 0
