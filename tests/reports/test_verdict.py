"""READY, NOT READY or CANNOT TELL."""

import pytest

from reports.verdict import verdict
from tests.reports.example import gate


@pytest.mark.parametrize(
    ("statuses", "ended", "word", "why"),
    [
        (["met", "met"], 0, "READY", "All 2 gates are met."),
        (["met"], 0, "READY", "The only gate is met."),
        (["met", "missed", "undecided"], 1, "NOT READY", "1 of 3 gates is missed; 1 cannot be decided."),
        (["missed", "missed"], 0, "NOT READY", "2 of 2 gates are missed."),
        (["met", "undecided"], 6, "CANNOT TELL", "No gate is missed, but 1 of 2 gates cannot be decided."),
        ([], 0, "CANNOT TELL", "No gate was held against this model."),
        (["met"], 1, "CANNOT TELL", "No gate is missed, but the run ended with exit code 1: a test failed."),
        (["met"], 2, "CANNOT TELL", "No gate is missed, but the run ended with exit code 2: it was interrupted."),
        (["met"], 99, "CANNOT TELL", "No gate is missed, but the run ended with exit code 99: it did not end as it should."),
    ],
)
def test_verdict_is_ready_only_when_all_is_well(statuses: list[str], ended: int, word: str, why: str) -> None:
    """No gate, an open gate, or a run that broke off is never READY."""
    assert verdict([gate(status) for status in statuses], ended)[1:] == (word, why)


def test_a_waived_gate_stands_in_nobodys_way_but_is_counted() -> None:
    """READY, and the sentence says how many were waived; a missed gate beside it is still in the way."""
    waived = gate("missed", waived=True)
    assert verdict([gate(), waived])[:2] == ("met", "READY")
    assert verdict([gate(), waived]).why == "1 of 2 gates is met, 1 waived."
    assert verdict([waived, gate("missed")]).word == "NOT READY"
