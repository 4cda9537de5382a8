"""The curve: figures from measures alone, every sample in every denominator; and what the options make of an attack."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.attacks.curve import Curve
from fixtures.attacks.strength import CURVE, EPS, STEPS, Strength, strength_of
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.task import Source
from fixtures.types import Measured

SAMPLE = untargeted_attack(Source())[0]
NAMES = ["clean", "noise", "uniform", "attacked", "attacked_2", "attacked_4", "attacked_16"]
VALUES = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in NAMES})


@given(st.lists(VALUES, min_size=1, max_size=30))
def test_every_figure_is_a_count(rows: list[dict[str, Any]]) -> None:
    """Of the samples that were told; the others are unscored, and nobody is lost."""
    told = Curve("untargeted_pgd").told([Measured(SAMPLE, "answered", row) for row in rows], Strength())
    figures = {"clean": told["clean"]["accuracy"]} | {name: told["controls"][name]["accuracy"] for name in ("noise", "uniform")}
    figures |= {"attacked" if point["eps"] == EPS else f"attacked_{point['eps']}": point["accuracy"] for point in told["points"]}
    assert set(figures) == set(NAMES)
    for name, figure in figures.items():
        known = [row[name] for row in rows if row[name] is not None]
        assert (figure["planned"], figure["scored"]) == (len(rows), len(known))
        assert figure["value"] == (pytest.approx(sum(known) / len(known)) if known else None)


def test_a_sample_that_could_not_be_attacked_is_in_every_denominator() -> None:
    """It has no measure of the curve, and is unscored there."""
    told = Curve("targeted_pgd", hit="hit").told([Measured(SAMPLE, "answered", {"clean": True, "clean_hit": False})], Strength())
    assert told["clean"]["hits"]["value"] == 0
    for point in told["points"]:
        assert {name: point[name]["unscored"] for name in ("accuracy", "ASR", "targeted_ASR")} == {
            "accuracy": 1,
            "ASR": 1,
            "targeted_ASR": 1,
        }


@given(st.integers(1, 255))
def test_the_gates_bound_is_always_on_the_curve(eps: int) -> None:
    """Once, and in order."""
    curve = Strength(eps=eps).curve
    assert eps in curve
    assert list(curve) == sorted({*CURVE, eps})


@given(st.integers(1, 255), st.integers(1, 99))
def test_an_attack_is_loosened_just_when_it_may_spend_less(eps: int, steps: int) -> None:
    """Than the default, of either; and what results.json says of it is read back as it was."""
    strength = Strength(eps, steps)
    assert bool(strength.loosened) == (eps < EPS or steps < STEPS)
    again = strength_of({"attack": strength.told()})
    assert (again.eps, again.steps, again.curve) == (strength.eps, strength.steps, strength.curve)


def test_a_run_of_before_there_was_a_curve_is_judged_again_without_one() -> None:
    """Its own bound alone."""
    assert strength_of({}).curve == (EPS,)
