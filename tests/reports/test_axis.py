"""A gate as a drawing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.axis import MARGIN, WIDTH, axis
from tests.reports.example import gate

Json = dict[str, Any]
FIGURE = st.floats(-1e300, 1e300)


@pytest.mark.parametrize(
    ("figures", "start", "end"),
    [
        ({"bound": 0.9, "value": 0.5}, 0, 1),
        ({"bound": 0.05, "value": 0.01, "low": -0.2}, -1, 1),
        ({"bound": -0.1, "value": -0.3}, -1, 1),
        ({"bound": 30.0, "value": 12.5, "high": 41.2}, 0, 42),
    ],
)
def test_axis_fits_its_figures(figures: Json, start: float, end: float) -> None:
    """Rates from 0 to 1, differences from -1 to 1, anything wider as wide as it is; all of it inside the drawing."""
    nothing: Json = {"low": None, "high": None, "worst": None, "best": None}
    drawn = axis(gate(**(nothing | figures)))
    assert (drawn["start"], drawn["end"]) == (start, end)
    for name in figures:
        assert MARGIN <= drawn[name] <= WIDTH - MARGIN


@given(st.sampled_from([">=", "<="]), *[st.none() | FIGURE] * 5, FIGURE)
def test_axis_draws_anything(op: str, value: float, low: float, high: float, worst: float, best: float, limit: float) -> None:
    """No figures of a gate lie outside its drawing."""
    drawn = axis(gate(op=op, value=value, low=low, high=high, worst=worst, best=best, bound=limit))
    places = [drawn[name] for name in ("bound", "value", "low", "high", "worst", "best")]
    assert all(MARGIN - 1 <= place <= WIDTH - MARGIN + 1 for place in places if place is not None)
    assert drawn["good"][0] <= drawn["good"][1]
