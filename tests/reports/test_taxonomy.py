"""Where a task belongs, for readers."""

from reports.taxonomy import aspect_of, is_folded, order


def test_tasks_stand_as_the_benchmark_lists_them() -> None:
    """By aspect, then by number; strangers last."""
    assert sorted(["P.1", "X.1", "S.10", "S.9", "?"], key=order) == ["S.9", "S.10", "P.1", "?", "X.1"]


def test_only_what_may_harm_is_folded() -> None:
    """Safety and privacy, and letters nobody knows."""
    assert [task for task in ("T.1", "S.4", "R.4", "F.2", "P.5", "Z.1", "") if is_folded(task)] == ["S.4", "P.5", "Z.1", ""]
    assert [aspect_of("P.5"), aspect_of("Z.1")] == ["privacy", "other"]
