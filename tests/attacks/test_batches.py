"""A sample is attacked as if it were alone: its bytes are the same in any company, and nobody is lost with a neighbour."""

from dataclasses import replace
from itertools import pairwise
from typing import Any
from weakref import finalize

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from adapters.transformers_model import TransformersModel
from adapters.types import TeacherForced
from fixtures.attacks import batches
from fixtures.attacks.batches import PATIENCE, RISE, WIDTH, Width, _heard, in_one_width
from fixtures.attacks.making import METHODS, Budget, Goal, Made, make
from fixtures.attacks.pictures import AttackError, to_bytes
from fixtures.attacks.watching import Run
from tests.attacks.material import SAMPLES, away, clean, made, shots

QUICK = Budget(8 / 255, 2)
REFERENCE: dict[str, list[bytes]] = {}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=2, deadline=None)
@given(st.permutations(range(5)), st.sets(st.integers(1, 4), max_size=2))
def test_batch_any_order_and_partition_gives_the_same_files(pocket: TransformersModel, order: list[int], cuts: set[int]) -> None:
    """To the byte: `--batch-size` and `-n` may not change a verdict. Early stopping, whose looks are batched too, included."""
    budget = Budget(4 / 255, 3)
    if "files" not in REFERENCE:
        REFERENCE["files"] = shots(made(pocket, away(pocket, range(5), until_unsaid=True), budget))
    found: dict[int, bytes] = {}
    edges = [0, *sorted(cuts), 5]
    for part in [order[low:high] for low, high in pairwise(edges)]:
        found |= zip(part, shots(made(pocket, away(pocket, part, until_unsaid=True), budget)), strict=True)
    assert [found[place] for place in range(5)] == REFERENCE["files"]


@pytest.mark.parametrize("method", METHODS)
def test_batch_of_three_is_three_batches_of_one_for_every_attack(pocket: TransformersModel, method: str) -> None:
    """Momentum divides by each sample's own mean, APGD keeps prompts with their pictures, starts do not know their place."""
    budget = Budget(2.0 if method == "pgd-l2" else 8 / 255, 3, method)
    together = shots(made(pocket, away(pocket, [0, 1, 3]), budget))
    assert shots(made(pocket, away(pocket, [3]), budget)) == together[2:]
    assert len(set(together)) == 3


def test_memory_that_runs_out_loses_no_sample(pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: more than two rows do not fit."""
    rows = _planted(pocket, monkeypatch, lambda pixels: len(pixels) > 2, torch.OutOfMemoryError("CUDA out of memory"))
    found = made(pocket, away(pocket, range(5)), QUICK)
    assert len(found) == 5
    assert max(rows) > 2
    assert {count for count in rows if count <= 2} == {2}


def test_memory_that_is_too_small_for_one_picture_is_that_samples_error() -> None:
    """It ends, and the widths that were tried are halves of each other."""
    tried: list[int] = []

    def run(some: Any, width: int) -> list[Any]:
        tried.append(width)
        raise torch.OutOfMemoryError("CUDA out of memory")

    found = in_one_width([0, 1], Width(8), run)
    assert [type(one) for one in found] == [AttackError, AttackError]
    assert tried == [8, 4, 2, 1, 1]


def test_one_sample_that_breaks_the_forward_leaves_the_others(pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: the model cannot take one of the pictures. The others' files are as if it had not been there."""
    goals = away(pocket, [0, 5, 6])
    pictures = clean(pocket, goals)
    pictures[1] = Image.new("RGB", pictures[1].size, "white")
    alone = shots(made(pocket, [goals[0], goals[2]], QUICK))
    _planted(pocket, monkeypatch, lambda pixels: bool((pixels.flatten(1).amin(1) > 0.9).any()), ValueError("no such picture"))
    first, second, third = make(pocket, goals, pictures, QUICK)
    assert isinstance(second, AttackError)
    assert "ValueError: no such picture" in str(second)
    assert isinstance(first, Made)
    assert isinstance(third, Made)
    assert shots([first, third]) == alone


def test_a_prompt_that_cannot_be_written_is_its_own_error(pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results keep their places."""
    real = pocket.teacher_forced

    def refuses(prompts: Any, *more: Any) -> TeacherForced:
        if any(prompt.name == "bad" for prompt in prompts):
            raise ValueError("no template takes this")
        return real(prompts, *more)

    monkeypatch.setattr(pocket, "teacher_forced", refuses)
    goals = away(pocket, [0, 1])
    goals.insert(1, replace(goals[0], prompt=replace(goals[0].prompt, name="bad")))
    found = make(pocket, goals, clean(pocket, goals), QUICK)
    assert [type(one) for one in found] == [Made, AttackError, Made]


def test_goals_of_every_kind_in_one_call(pocket: TransformersModel) -> None:
    """Long and short answers, away and towards, two options: each ends up where it belongs."""
    goals = [*away(pocket, [0]), Goal(SAMPLES[1].prompt, "a red circle", True), Goal(SAMPLES[2].prompt, "a", False, instead="the")]
    mixed = made(pocket, goals, QUICK)
    for place, goal in enumerate(goals):
        assert shots(made(pocket, [goal], QUICK)) == shots(mixed[place : place + 1])


def test_who_gets_no_further_and_says_the_same_is_left_alone(pocket: TransformersModel) -> None:
    """At a bound of nothing no step leads anywhere: ten steps of eleven are taken, and what is not asked about takes all."""
    nowhere = Budget(0.4 / 255, 11)  # less than a level: every picture is the clean one
    stuck, whole = made(pocket, [*away(pocket, [0], until_unsaid=True), *away(pocket, [5])], nowhere)
    assert (stuck.steps, whole.steps) == (10, 11)


def test_leading_away_begins_with_a_step_into_the_corner_of_the_ball(pocket: TransformersModel) -> None:
    """Wherever the start was, every pixel that has a gradient is as far away as it may be."""
    goals = away(pocket, [0, 1], until_unsaid=True)
    for one, image in zip(made(pocket, goals, Budget(4 / 255, 1)), clean(pocket, goals), strict=True):
        before = np.asarray(image, dtype=int)
        after = to_bytes(one.pixels).astype(int)
        far = (abs(after - before) == 4) | (after == 0) | (after == 255)
        assert far.mean() > 0.99


@pytest.mark.parametrize(("steps", "restarts", "times"), [(1, 1, 0), (2, 1, 1), (1, 2, 2)])
def test_what_ends_the_only_run_is_not_asked_about(
    pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch, steps: int, restarts: int, times: int
) -> None:
    """Nothing hangs on it there: whoever wanted the picture asks. Of several starts, one that got there is the best."""
    asked: list[int] = []
    real = batches.still_says

    def counted(model: Any, goals: Any, pixels: Any) -> list[str | None]:
        asked.append(len(goals))
        return real(model, goals, pixels)

    monkeypatch.setattr(batches, "still_says", counted)
    made(pocket, away(pocket, [0], until_unsaid=True), Budget(0.4 / 255, steps, restarts=restarts))
    assert asked == [1] * times


@given(st.floats(0.01, 10), st.integers(1, 20), st.booleans())
def test_stuck_takes_patience_the_same_words_and_an_objective_that_hardly_rose(rose: float, steps: int, same: bool) -> None:
    """What follows the name may change: it is not what is led away from."""
    goal = Goal(SAMPLES[0].prompt, "a red star", False, unsaid=("star",))
    run = Run(0.1, torch.zeros(3, 1, 1), torch.zeros(3, 1, 1), 10, False, rose)
    heard = _heard(goal, run, "a red star in a desert." if same else "a blue star in a beach.", steps)
    assert heard.stuck == (same and steps >= PATIENCE and rose < RISE)
    assert not heard.there
    assert _heard(goal, run, None, steps).there
    assert not _heard(goal, run, None, steps).stuck
    assert not _heard(goal, run, "", steps).stuck


def test_peak_memory_is_bounded_by_the_batch(pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times as many samples need room for their pictures only. A planted fault, a batch as wide as there are samples, is seen."""
    picture = 3 * 128 * 128 * 4

    def peak(count: int) -> int:
        goals = away(pocket, [place % len(SAMPLES) for place in range(count)], until_unsaid=True)
        pictures = clean(pocket, goals)
        with LiveBytes() as live:
            make(pocket, goals, pictures, QUICK)
        return live.peak

    few, many = peak(4), peak(12)
    assert few > 20 * picture
    assert many <= few + 8 * 3 * picture
    monkeypatch.setitem(WIDTH, "cpu", 12)
    assert peak(12) > 2 * few


class LiveBytes(TorchDispatchMode):
    """Counts the bytes of every tensor that operations make, on the way back too, until it is forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self.peak = self._now = 0
        self._alive: set[int] = set()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run the operation; note the storages that are new."""
        found = func(*args, **kwargs or {})
        for tensor in tree_leaves(found):
            if isinstance(tensor, torch.Tensor):
                self._note(tensor.untyped_storage())
        return found

    def _note(self, storage: torch.UntypedStorage) -> None:
        key = storage._cdata
        if key not in self._alive:
            self._alive.add(key)
            self._now += storage.nbytes()
            self.peak = max(self.peak, self._now)
            finalize(storage, self._forget, key, storage.nbytes())

    def _forget(self, key: int, count: int) -> None:
        self._alive.discard(key)
        self._now -= count


def _planted(pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch, broken: Any, error: Exception) -> list[int]:
    """Make the forward raise for some pixels; the rows of every call are returned as they come."""
    rows: list[int] = []
    real = pocket.teacher_forced

    def forced(*told: Any) -> TeacherForced:
        whole = real(*told)

        def logits(pixels: torch.Tensor) -> torch.Tensor:
            rows.append(len(pixels))
            if broken(pixels):
                raise error
            return whole.logits(pixels)

        return TeacherForced(logits, whole.labels, whole.length)

    monkeypatch.setattr(pocket, "teacher_forced", forced)
    return rows
