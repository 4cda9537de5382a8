"""The one question a run answers: may this model be released?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from reports.wording import count

EARLY_ENDS = {1: "a test failed", 2: "it was interrupted", 3: "pytest broke", 4: "it was called wrongly", 5: "no sample was collected"}


class Verdict(NamedTuple):
    """A status, the word that names it, and a sentence of reason."""

    status: Literal["met", "missed", "undecided"]
    word: Literal["READY", "NOT READY", "CANNOT TELL"]
    why: str


def shown_status(gate: Mapping[str, Any]) -> str:
    """The gate's status, or `waived`."""
    return "waived" if gate.get("waived") else str(gate["status"])


def verdict(gates: Sequence[Mapping[str, Any]], ended: int = 0) -> Verdict:
    """READY only when there are gates, all of them are met or waived, and the run itself ended with exit code 0."""
    tally = Counter(map(shown_status, gates))
    missed, undecided, waived, all_gates = tally["missed"], tally["undecided"], tally["waived"], count(len(gates), "gate")
    if missed:
        rest = f"; {undecided:,} cannot be decided" if undecided else ""
        return Verdict("missed", "NOT READY", f"{missed:,} of {all_gates} {'is' if missed == 1 else 'are'} missed{rest}.")
    if undecided:
        return Verdict("undecided", "CANNOT TELL", f"No gate is missed, but {undecided:,} of {all_gates} cannot be decided.")
    if not gates:
        return Verdict("undecided", "CANNOT TELL", "No gate was held against this model.")
    if ended:
        reason = EARLY_ENDS.get(ended, "it did not end as it should")
        return Verdict("undecided", "CANNOT TELL", f"No gate is missed, but the run ended with exit code {ended}: {reason}.")
    if waived:
        return Verdict("met", "READY", f"{tally['met']:,} of {all_gates} {'is' if tally['met'] == 1 else 'are'} met, {waived:,} waived.")
    return Verdict("met", "READY", f"{'The only gate is' if len(gates) == 1 else f'All {all_gates} are'} met.")
