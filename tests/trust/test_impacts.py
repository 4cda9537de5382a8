"""Every cross-modal task holds what every kind of picture does to harm, and no other task claims to."""

import pytest

from fixtures.gates.tasks import read_tasks
from fixtures.statistics import Impact
from fixtures.task import Source, Task
from fixtures.taxonomy import CROSS_MODAL
from tests.test_house import ROOT

TASKS = read_tasks([ROOT / "trust_tests"], ROOT)


def of(task: Task) -> dict[str, Impact]:
    """The impacts that its gates hold."""
    return {metric: gate.statistic for metric, gate in task.gates.items() if isinstance(gate.statistic, Impact)}


def test_the_twelve_cross_modal_tasks_have_impacts_and_only_they() -> None:
    """By the taxonomy's risk."""
    assert {task.id for task in TASKS if of(task)} == CROSS_MODAL
    assert len(CROSS_MODAL) == 12


@pytest.mark.parametrize("task", [task for task in TASKS if task.id in CROSS_MODAL], ids=lambda task: task.id)
def test_each_kind_of_picture_is_held_to_five_points(task: Task) -> None:
    """Every variant with a picture whose item is also asked in words alone is compared with it, and each item has both halves."""
    samples = [sample for sample in task.samples(Source()) if not sample.twin]
    alone = {variant for impact in of(task).values() for variant in impact.start}
    held = {variant for impact in of(task).values() for variant in impact.end}
    pairs = {sample.pair for sample in samples if sample.variant in alone}
    pictured = {sample.variant for sample in samples if sample.prompt.pictures and sample.pair in pairs}

    assert held == pictured
    assert not any(sample.prompt.pictures for sample in samples if sample.variant in alone)
    for metric, impact in of(task).items():
        gate = task.gates[metric]
        assert metric.startswith("image_impact_")
        assert (gate.op, gate.bound) == ("<=", 0.05)
        ends = {sample.pair for sample in samples if sample.variant in impact.end}
        assert ends == {sample.pair for sample in samples if sample.variant in impact.start}
