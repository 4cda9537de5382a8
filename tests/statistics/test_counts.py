"""Which samples have a part in a statistic."""

from hypothesis import given
from hypothesis import strategies as st

from fixtures.statistics import Statistic
from fixtures.statistics.gate import Op
from fixtures.types import Measured
from tests.statistics.rows import STATISTICS, rows

OPS: list[Op] = [">=", "<="]


@given(rows(most=12), st.sampled_from(STATISTICS), st.sampled_from(OPS))
def test_a_sample_that_does_not_count_changes_nothing(measured: list[Measured], statistic: Statistic, op: Op) -> None:
    """Without it the score is the same, and with all of them left out nothing was planned."""
    counted = [row for row in measured if statistic.counts(row.sample)]
    others = [row for row in measured if not statistic.counts(row.sample)]
    assert repr(statistic.score(counted, op)) == repr(statistic.score(measured, op))  # repr: NaN is like NaN
    assert statistic.score(others, op).planned == 0
