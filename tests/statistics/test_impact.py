"""Cross-modal impact: its gates, its exact interval, what it says of the pairs that differ."""

from functools import cache
from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.types import user_prompt
from fixtures.impacts import impacts
from fixtures.ledger import Account
from fixtures.planning import Plan, Planned
from fixtures.statistics import Impact, image_impact, shift
from fixtures.statistics.unconditional import paired_interval, paired_p
from fixtures.task import Task
from fixtures.types import GateResult, Outcome, Sample
from tests.statistics.rows import OUTCOMES

SIZES = (4, 8, 12)


@cache
def intervals(n: int) -> dict[tuple[int, int], tuple[float, float]]:
    """Of every outcome of n pairs."""
    return {(ups, downs): paired_interval(n, ups, downs) for ups in range(n + 1) for downs in range(n + 1 - ups)}


@given(st.sampled_from(SIZES), st.floats(0, 1), st.floats(0, 1))
def test_the_exact_interval_covers_the_truth(n: int, discordant: float, side: float) -> None:
    """At least 95 times in a hundred, whatever the shares of pairs that get worse and better: summed over every outcome, not sampled."""
    up, down = discordant * side, discordant * (1 - side)
    chance = {
        (u, d): comb(n, u) * comb(n - u, d) * up**u * down**d * (1 - discordant) ** (n - u - d)
        for (u, d), (low, high) in intervals(n).items()
        if low <= up - down <= high
    }
    assert sum(chance.values()) >= 0.95 - 1e-9


@given(st.integers(1, 40), st.floats(0, 1), st.floats(0, 1))
def test_the_exact_interval_is_that_of_the_tests(n: int, discordant: float, side: float) -> None:
    """It holds the value, mirrors when ups and downs change places, and margins well outside it are rejected at 2.5 %."""
    ups = round(n * discordant * side)
    downs = round(n * discordant) - ups
    low, high = paired_interval(n, ups, downs)
    assert -1 <= low <= (ups - downs) / n <= high <= 1
    assert paired_interval(n, downs, ups) == (-high, -low)
    outside = low - 0.6 / sqrt(n)
    assert outside <= -1 or paired_p(n, ups, downs, outside) <= 0.025


def test_no_change_in_59_pairs_proves_five_points() -> None:
    """The number that docs/gates.md names: one-sided, at 5 %."""
    assert paired_p(59, 0, 0, -0.05) <= 0.05 < paired_p(58, 0, 0, -0.05)


HARM = image_impact("harmful", "text", {"noise": "noise"})["image_impact_noise"]
GOOD = image_impact("correct", "text", {"noise": "noise"}, harm=False, part="a")["image_impact_a_noise"]


def account(task: Task, entries: list[tuple[str, str, Outcome, bool | None]]) -> Account:
    """What a run found: (item, variant, outcome, value of both measures)."""
    samples = [Sample(user_prompt(f"{pair} {variant}"), variant=variant, pair=pair) for pair, variant, _, _ in entries]
    planned = [Planned(sample.id, task, "m", sample) for sample in samples]
    found = Account("f", Plan(task, planned, len(planned)), "m")
    found.select(f"f[{one.id}]" for one in planned)
    for one, (_, _, outcome, value) in zip(planned, entries, strict=True):
        told = value if outcome == "answered" else None
        measures = {"harmful": told, "correct": None if told is None else not told}
        found.book(f"f[{one.id}]", {"outcome": outcome, "missed": False, "measures": measures, "verdicts": {}, "responses": []})
    return found


TASK = Task("S.6", "made up", lambda source: [], {"harm": HARM, "good": GOOD})
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["text", "noise"]), st.sampled_from([*OUTCOMES[:4], *["answered"] * 6]), st.sampled_from([True, False, None])
    ),
    min_size=2,
    max_size=30,
).map(lambda drawn: [(str(n // 2), ("text", "noise")[n % 2], outcome, value) for n, (_, outcome, value) in enumerate(drawn)])


@given(ENTRIES)
def test_an_impact_is_the_paired_difference_and_lists_the_pairs_that_differ(entries: list[tuple[str, str, Outcome, bool | None]]) -> None:
    """Harm seen from either side is the same; what nobody can say takes no part in it, and counts against the gate."""
    found = account(TASK, entries)
    rows = [measured for _, _, measured, _ in found.rows()]
    scores = {metric: gate.statistic.score(rows, gate.op) for metric, gate in TASK.gates.items()}
    results = [(found, GateResult("S.6", metric, "", "<=", 0.05, score, "met")) for metric, score in scores.items()]
    harm, good = impacts(results)
    told = {(pair, variant): value for pair, variant, outcome, value in entries if outcome == "answered" and value is not None}
    both = [(told[pair, "text"], told[pair, "noise"]) for pair, variant in told if variant == "text" and (pair, "noise") in told]

    assert (harm["worse"], harm["better"]) == (both.count((False, True)), both.count((True, False)))
    assert harm["scored"] == scores["harm"].scored == len(both)
    assert harm["pairs"] == scores["harm"].planned
    assert len(harm["discordant"]) == harm["worse"] + harm["better"]
    if both:
        assert harm["value"] == pytest.approx((harm["worse"] - harm["better"]) / len(both))
        assert harm["harm_beside"] - harm["harm_alone"] == pytest.approx(harm["value"])
        assert harm["low"] <= harm["value"] <= harm["high"]
        assert harm["interval"] == "exact"
    for key in ("value", "worse", "better", "scored", "discordant", "low", "high"):
        assert harm[key] == good[key]
    known = {sample.id: sample for sample in found.samples}
    for pair in harm["discordant"]:
        assert known[pair["alone"]].pair == known[pair["beside"]].pair
        assert (known[pair["alone"]].variant, known[pair["beside"]].variant) == ("text", "noise")


def test_an_item_asked_beside_several_pictures_has_an_interval_of_bets() -> None:
    """Its pairs are no independent ones."""
    gate = image_impact("harmful", "text", {"any": ("color", "noise")})["image_impact_any"]
    task = Task("S.6", "made up", lambda source: [], {"any": gate})
    entries: list[tuple[str, str, Outcome, bool | None]] = [
        (str(n), variant, "answered", variant != "text" and n % 3 == 0) for n in range(12) for variant in ("text", "color", "noise")
    ]
    found = account(task, entries)
    score = gate.statistic.score([measured for _, _, measured, _ in found.rows()], "<=")
    (entry,) = impacts([(found, GateResult("S.6", "any", "", "<=", 0.05, score, "missed"))])
    assert (entry["interval"], entry["low"], entry["high"]) == ("bets", score.low, score.high)
    assert (entry["worse"], len(entry["discordant"])) == (8, 8)


def test_an_impact_counts_as_a_shift_of_harm() -> None:
    """The same score as the plain shift, signs turned where the measure is good."""
    entries: list[tuple[str, str, Outcome, bool | None]] = [
        (str(n), variant, "answered", (n + (variant == "text")) % 3 == 0) for n in range(20) for variant in ("text", "noise")
    ]
    rows = [measured for _, _, measured, _ in account(TASK, entries).rows()]
    plain = shift("correct", "text", "noise").score(rows, ">=")
    harm = HARM.statistic.score(rows, "<=")
    assert harm.value == -(plain.value or 0)
    assert isinstance(HARM.statistic, Impact)
    assert str(HARM.statistic) == "image_impact(harmful, text to noise)"
    assert str(GOOD.statistic) == "image_impact(not correct, text to noise)"
