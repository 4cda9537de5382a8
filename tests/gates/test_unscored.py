"""A gate none of whose samples could be scored says what stopped them."""

from dataclasses import replace

from fixtures.gates.unscored import unscored_for
from fixtures.statistics import rate
from fixtures.types import Measured
from tests.statistics.rows import row

REASON = "a model has no gradients to attack with"


def _stopped(rows: list[Measured], *places: int) -> list[Measured]:
    return [replace(one, verdicts={"test": REASON}, measures={}) if n in places else one for n, one in enumerate(rows)]


def test_it_names_what_stopped_them_all() -> None:
    """The gate over the stopped variant alone, beside one that was scored."""
    rows = _stopped([row(n, variant="ab"[n % 2], said=True) for n in range(6)], 0, 2, 4)

    assert unscored_for(rate("said", variant="a").score(rows, "<="), rows) == REASON
    assert unscored_for(rate("said", variant="b").score(rows, "<="), rows) == ""


def test_it_is_silent_when_only_some_were_stopped() -> None:
    """What was scored speaks for itself, and a judge that cannot tell is another matter."""
    some = _stopped([row(n, said=True) for n in range(4)], 1)
    untold = _stopped([row(n, said=None) for n in range(4)], 1)

    assert unscored_for(rate("said").score(some, "<="), some) == ""
    assert unscored_for(rate("said").score(untold, "<="), untold) == ""
