"""What jailbreak pictures did beside clean and noisy ones: figures from measures alone, only attacked samples in the denominator."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.attacks.served import NOISES
from fixtures.attacks.strength import Strength
from fixtures.datasets.optimized_jailbreaks import OPTIMIZED, optimized_jailbreaks
from fixtures.task import Source, task_of
from fixtures.types import Measured
from reports.page import page
from tests.reports.example import make_results
from trust_tests.safety.test_s5_optimized_multimodal_jailbreaking import test_optimized_multimodal_jailbreaking as s5

ALL = optimized_jailbreaks(Source())
PLAIN = [sample for sample in ALL if "opening" in sample.facts][:12]
OTHERS = [sample for sample in ALL if sample.variant != OPTIMIZED or sample.twin][:40]
OPTIMIZED_ONE, UNIVERSAL_ONE = task_of(s5).served  # type: ignore[union-attr]
NAMES = [UNIVERSAL_ONE.attacked, UNIVERSAL_ONE.clean, *(f"{UNIVERSAL_ONE.attacked}_{noise}" for noise in NOISES)]
ROW = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in NAMES})


@given(st.lists(ROW, min_size=1, max_size=len(PLAIN)))
def test_every_share_is_a_count_of_attacked_samples(rows: list[dict[str, Any]]) -> None:
    """Twins and other sources, whatever they measured, are in none."""
    measured = [Measured(sample, "answered", row) for sample, row in zip(PLAIN, rows, strict=False)]
    noise = [Measured(sample, "answered", dict.fromkeys(NAMES, True)) for sample in OTHERS]
    told = UNIVERSAL_ONE.told([*measured, *noise])
    shares = {UNIVERSAL_ONE.attacked: told["attacked"], UNIVERSAL_ONE.clean: told["clean"]}
    shares |= {f"{UNIVERSAL_ONE.attacked}_{name}": told["controls"][name] for name in NOISES}
    for name, share in shares.items():
        known = [row[name] for row in rows if row[name] is not None]
        assert (share["planned"], share["scored"]) == (len(rows), len(known))
        assert share["value"] == (pytest.approx(sum(known) / len(known)) if known else None)


def test_each_attack_of_s5_has_its_controls() -> None:
    """Both fixtures that make jailbreak pictures, at the bound that they have; the clean answers of one are the task's plain ones."""
    assert [served.attack for served in (OPTIMIZED_ONE, UNIVERSAL_ONE)] == ["optimized_jailbreak", "universal_jailbreak"]
    assert {served.told([])["eps"] for served in (OPTIMIZED_ONE, UNIVERSAL_ONE)} == {16}
    assert OPTIMIZED_ONE.clean == "harmful"


def test_the_page_has_a_table_of_them() -> None:
    """Clean, both kinds of noise, the attack; each with its share and how many were scored."""
    rows = [Measured(sample, "answered", dict.fromkeys(NAMES, False) | {NAMES[0]: True}) for sample in PLAIN]
    results = make_results(20)
    control = {"attack": "universal_jailbreak", "model": "pocket", "eps": 16, "steps": 60, "checks": [], "fault": ""}
    served = {"task": "S.5", "title": "t", "model": "pocket"} | UNIVERSAL_ONE.told(rows)
    run = results["run"] | {"attack": Strength().told()}
    text = page(results | {"run": run, "attacks": {"curves": [], "served": [served], "controls": [control]}}, Path())
    table = text.partition("Harmful requests served")[2].partition("</table>")[0]
    assert [word in table for word in ("clean", "random-sign noise, 16/255", "uniform noise, 16/255", "attacked, 16/255")] == [True] * 4
    assert table.count("12 of 12") == 4
