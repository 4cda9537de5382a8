"""The last lines of a run."""

from typing import Any

import pytest

from reports.terminal import MOST_REASONS, lines
from tests.reports.example import make_results

Json = dict[str, Any]


def failed(reasons: list[str]) -> list[str]:
    """What the terminal says of samples that ended in these errors."""
    results = make_results(20)
    one = results["samples"][0]
    rows = [one | {"outcome": "error", "responses": [{"as": "", "text": "", "finish": "error", "error": reason}]} for reason in reasons]
    return [line for _, line in lines(results | {"samples": rows}) if "ended in error" in line]


@pytest.mark.parametrize("others", [0, 1, 7])
def test_every_error_is_counted(others: int) -> None:
    """The most frequent reasons by name, all others by their number: none goes unsaid."""
    reasons = [f"reason {n}" for n in range(MOST_REASONS) for _ in range(3)] + [f"other {n}" for n in range(others)]
    said = failed(reasons)
    assert said[:MOST_REASONS] == [f"3 samples ended in error: reason {n}" for n in range(MOST_REASONS)]
    assert sum(int(line.split()[0]) for line in said) == len(reasons)
    assert len(said) == MOST_REASONS + (others > 0)


def test_one_is_one() -> None:
    """No plural of one; and nothing of a server's words that a terminal would obey."""
    assert failed(["429"]) == ["1 sample ended in error: 429"]
    assert failed(["bad \x1b[2J\nrow\x07"]) == ["1 sample ended in error: bad [2J row"]
