"""A share is held against its bound as it is, never as it is printed."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from fixtures.statistics import rate
from fixtures.types import Measured
from tests.statistics.rows import row


def measured(n: int, hits: int) -> list[Measured]:
    """So many samples, each an item of its own."""
    return [row(2 * number, said=number < hits) for number in range(n)]


@given(st.integers(1, 400), st.data(), st.integers(0, 1000))
def test_no_share_is_rounded_over_its_bound(n: int, data: st.DataObject, thousandths: int) -> None:
    """Exact fractions decide: 199 of 200 is not 99.6 %, however few digits are shown."""
    hits = data.draw(st.integers(0, n))
    bound = Decimal(thousandths) / 1000
    least, most = rate("said") >= float(bound), rate("said") <= float(bound)
    samples = measured(n, hits)
    share = Fraction(hits, n)
    assert (least.decide(least.statistic.score(samples, ">="))[0] == "met") == (share >= Fraction(bound))
    assert (most.decide(most.statistic.score(samples, "<="))[0] == "met") == (share <= Fraction(bound))
