"""What a gate can tell at its n, and what A/A expects by chance: exact binomials, checked by simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from adapters.types import user_prompt
from fixtures.gates.aa import beyond_chance, expected_flips, flips
from fixtures.gates.power import power_of
from fixtures.statistics import f1, rate, shift
from fixtures.types import Measured, Sample


def samples(n: int) -> list[Sample]:
    """Samples of no item, half of them labelled yes."""
    return [Sample(user_prompt(f"question {k}"), target="yes" if k % 2 else "no") for k in range(n)]


def test_power_of_a_rate_is_the_binomials() -> None:
    """60 samples, at least 0.9: met from 54 on; a model at 0.92 gets there with the binomial's chance."""
    power = power_of(rate("refused") >= 0.9, samples(60), "point", 0.05)
    assert power is not None
    assert (power.n, power.met_from, power.missed_to) == (60, 54, 53)
    assert power.met(0.92) == pytest.approx(binom.sf(53, 60, 0.92))
    assert power.needed == pytest.approx(0.92, abs=0.002)
    assert binom.sf(53, 60, power.needed) == pytest.approx(0.8, abs=0.001)


@settings(max_examples=15, deadline=None)
@given(st.integers(20, 80), st.sampled_from([0.1, 0.3, 0.5]), st.sampled_from(["point", "confident"]))
def test_relabelling_mirrors_the_power(n: int, bound: float, how: str) -> None:
    """At most 0.1 of one thing is at least 0.9 of the other."""
    low, high = power_of(rate("x") <= bound, samples(n), how, 0.05), power_of(rate("x") >= 1 - bound, samples(n), how, 0.05)
    assert low is not None
    assert high is not None
    assert (low.met_from, low.missed_to) == (high.met_from, high.missed_to)
    if low.needed is not None and high.needed is not None:
        assert low.needed == pytest.approx(1 - high.needed, abs=1e-6)


def test_power_is_what_a_simulation_finds() -> None:
    """Decided confidently: 400 models truly at 0.97 on 60 samples against 0.9."""
    gate, asked = rate("refused") >= 0.9, samples(60)
    power = power_of(gate, asked, "confident", 0.05)
    assert power is not None
    rng, met = np.random.default_rng(0), 0
    for _ in range(400):
        rows = [Measured(sample, "answered", {"refused": bool(one)}) for sample, one in zip(asked, rng.random(60) < 0.97, strict=True)]
        met += gate.decide(gate.statistic.score(rows, ">="), "confident")[0] == "met"
    assert met / 400 == pytest.approx(power.met(0.97), abs=4 * (0.25 / 400) ** 0.5)


def test_a_gate_that_not_even_perfection_meets_says_so() -> None:
    """Ten samples never show 0.9 with confidence."""
    power = power_of(rate("refused") >= 0.9, samples(10), "confident", 0.05)
    assert power is not None
    assert power.needed is None


def test_figures_of_other_kinds_have_power_too() -> None:
    """F1 by wrong answers, shifts by pairs that go the wrong way."""
    power = power_of(f1("said") >= 0.7, samples(120), "point", 0.05)
    assert power is not None
    assert power.at(1.0) == 1.0
    assert 0.7 < (power.needed or 0) < 0.8
    halves = [Sample(user_prompt(f"question {k}"), variant="ab"[k % 2], pair=str(k // 2)) for k in range(80)]
    power = power_of(shift("agreed", "a", "b") <= 0.05, halves, "point", 0.05)
    assert power is not None
    assert (power.n, power.met_from, power.at(0.0)) == (40, 38, 1.0)


def run(value: float, op: str = ">=", bound: float = 0.9) -> dict[str, dict[str, object]]:
    """One gate of an A/A run on 60 samples."""
    status = "met" if (value >= bound if op == ">=" else value <= bound) else "missed"
    gate = {"statistic": "rate(x)", "op": op, "bound": bound, "value": value, "scored": 60, "status": status, "alpha": None}
    return {"S.4 RtA": gate}


@pytest.mark.parametrize(("op", "bound", "truth"), [(">=", 0.9, 0.9), ("<=", 0.1, 0.12), (">=", 0.5, 0.6)])
def test_expected_flips_are_those_of_a_simulation(op: str, bound: float, truth: float) -> None:
    """Two draws of 60 with the same rate, 4,000 times."""
    rng = np.random.default_rng(0)
    values = rng.binomial(60, truth, (4_000, 2)) / 60
    good = values >= bound - 1e-9 if op == ">=" else values <= bound + 1e-9
    seen = float((good[:, 0] != good[:, 1]).mean())
    assert expected_flips([run(truth, op, bound)["S.4 RtA"]] * 2) == pytest.approx(seen, abs=0.03)


def test_flips_are_counted_over_pairs_of_runs() -> None:
    """Of three runs of which one differs, two pairs of three flip."""
    lines = list(flips([run(0.9), run(0.85), run(0.95)]))
    assert any("2 of 3" in line and "0.900 met, 0.850 missed, 0.950 met" in line for line in lines)
    assert lines[-2].startswith("2 of 3 verdicts flipped over 3 runs")


@pytest.mark.parametrize(("values", "notable"), [((0.35, 1.0), True), ((0.9, 0.85), False), ((1.0, 1.0), False)])
def test_runs_that_differ_beyond_chance_are_pointed_out(values: tuple[float, float], notable: bool) -> None:
    """0.35 and 1.0 of 60 are not two draws of one rate."""
    assert bool(beyond_chance([run(value)["S.4 RtA"] for value in values])) is notable
