"""Items that are asked several times in a variant: each row has its part in the difference."""

from dataclasses import replace
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from fixtures.statistics import shift
from fixtures.types import Measured
from tests.statistics.rows import row

ITEMS = st.lists(st.tuples(st.booleans(), st.lists(st.booleans(), min_size=3, max_size=3)), min_size=1, max_size=12)


def _rows(items: list[tuple[bool, list[bool]]]) -> list[Measured]:
    """One row of variant a, three of variant b, of each item."""

    def of(item: int, n: int, variant: str, said: bool) -> Measured:
        one = row(n, variant=variant, said=said)
        return replace(one, sample=replace(one.sample, pair=f"item {item}"))

    return [
        of(item, 10 * item + n, "ab"[n > 0], said) for item, (alone, beside) in enumerate(items) for n, said in enumerate([alone, *beside])
    ]


@given(ITEMS)
def test_every_row_counts(items: list[tuple[bool, list[bool]]]) -> None:
    """The difference is that of the plain means, over as many pairs as there are rows of the larger side."""
    score = shift("said", "a", "b").score(_rows(items), "<=")

    assert score.planned == score.scored == 3 * len(items)
    assert score.value is not None
    assert abs(score.value - mean(said - alone for alone, beside in items for said in beside)) < 1e-9


@given(ITEMS)
def test_the_order_of_rows_does_not_matter(items: list[tuple[bool, list[bool]]]) -> None:
    """No row stands in for its siblings because it came last."""
    rows, gate = _rows(items), shift("said", "a", "b")

    assert gate.score(rows, "<=").value == gate.score(rows[::-1], "<=").value


def test_a_lost_row_is_held_against_the_gate() -> None:
    """One error among three pictures leaves one pair of three unscored, at its worst."""
    alone, *beside = _rows([(False, [False, False, False])])
    lost = replace(beside[0], outcome="error", measures={})
    score = shift("said", "a", "b").score([alone, lost, *beside[1:]], "<=")

    assert (score.planned, score.scored, score.unscored) == (3, 2, 1)
    assert score.worst is not None
    assert abs(score.worst - 1 / 3) < 1e-9


def test_siblings_are_not_independent() -> None:
    """Three pictures beside each of twelve items say less than thirty-six items: the interval is that of whole items."""
    items = [(False, [n % 2 == 0] * 3) for n in range(12)]
    clustered, single = (shift("said", "a", "b").score(rows, "<=") for rows in (_rows(items), _apart(items)))
    assert clustered.low is not None
    assert single.low is not None
    assert clustered.value == single.value
    assert clustered.low < single.low


def _apart(items: list[tuple[bool, list[bool]]]) -> list[Measured]:
    """The same rows as items of their own."""
    flat = [(alone, said) for alone, beside in items for said in beside]
    rows = _rows([(alone, [said] * 3) for alone, said in flat])
    return [one for n, one in enumerate(rows) if n % 4 < 2]
