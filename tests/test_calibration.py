"""How often a judge errs, and the rate behind one that errs."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.calibration import FLOOR, Calibration, calibrate, proportion, true_rate, true_rate_interval

COUNT = st.integers(0, 60)
CALIBRATIONS = st.builds(Calibration, COUNT, COUNT, COUNT, COUNT, COUNT)


@given(st.lists(st.tuples(st.sampled_from([True, False, None, 0.0, 0.49, 0.5, 1.0]), st.sampled_from([True, False, None])), max_size=60))
def test_every_labelled_answer_is_counted_once(pairs: list[tuple[bool | float | None, bool | None]]) -> None:
    """Right, wrong, or not told; those that nobody could label nowhere; in whatever order."""
    found = calibrate([verdict for verdict, _ in pairs], [label for _, label in pairs])
    labelled = [(verdict, label) for verdict, label in pairs if label is not None]
    assert found.labelled == len(labelled)
    assert found.true_positives + found.true_negatives == sum(
        verdict is not None and (verdict >= 0.5) is label for verdict, label in labelled
    )
    mixed = Random(0).sample(pairs, len(pairs))
    assert calibrate([verdict for verdict, _ in mixed], [label for _, label in mixed]) == found


@given(CALIBRATIONS)
def test_figures_are_what_they_are_called(found: Calibration) -> None:
    """Each within its interval; F1 the harmonic mean of precision and sensitivity."""
    figures = found.figures()
    for figure in figures.values():
        if figure.value is not None and figure.low is not None and figure.high is not None:
            assert 0 <= figure.low <= figure.value + 1e-12
            assert figure.value <= figure.high + 1e-12 <= 1 + 1e-9
    precision, recall, f1 = (figures[name].value for name in ("precision", "sensitivity", "F1"))
    if precision and recall and f1 is not None:
        assert f1 == pytest.approx(2 * precision * recall / (precision + recall))


def test_published_intervals_come_out() -> None:
    """Clopper and Pearson's interval of 81 in 263 (Newcombe 1998, table I: 0.2527 to 0.3676); of 0 in 20 (0 to 0.1684)."""
    assert (proportion(81, 263).low, proportion(81, 263).high) == pytest.approx((0.2527, 0.3676), abs=5e-5)
    assert (proportion(0, 20).low, proportion(0, 20).high) == pytest.approx((0, 0.1684), abs=5e-5)


def test_rogan_and_gladens_formula() -> None:
    """Sensitivity and specificity of 0.9 and 0.8 turn 0.27 into 0.1; a perfect judge changes nothing; below chance there is no telling."""
    assert true_rate(0.27, Calibration(90, 10, 80, 20)) == pytest.approx(0.1)
    assert true_rate(0.42, Calibration(50, 0, 50, 0)) == pytest.approx(0.42)
    assert true_rate(0.05, Calibration(90, 10, 80, 20)) == 0
    assert true_rate(0.5, Calibration(10, 10, 10, 10)) is None
    assert true_rate(0.5, Calibration(10, 10, 0, 0)) is None


def test_garaks_own_figures() -> None:
    """Sensitivity 0.921 and specificity 0.385: 0.82 observed is 0.67 behind, and the interval grows at least threefold."""
    judge = Calibration(921, 79, 385, 615)
    assert true_rate(0.82, judge) == pytest.approx(0.67, abs=0.005)
    low, high = true_rate_interval(0.82, 500, judge)
    plain = proportion(410, 500)
    assert plain.low is not None
    assert plain.high is not None
    assert high - low > 3 * (plain.high - plain.low)


@pytest.mark.parametrize(("sensitivity", "specificity"), [(0.8, 0.8), (0.95, 0.8), (0.8, 0.97), (0.95, 0.97)])
@pytest.mark.parametrize("truth", [0.0, 0.1, 0.5, 0.9])
@pytest.mark.parametrize(("answers", "labelled"), [(60, 20), (400, 60)])
def test_the_interval_holds_the_truth_as_often_as_it_says(
    sensitivity: float, specificity: float, truth: float, answers: int, labelled: int
) -> None:
    """Simulated: answers with a true rate, judged with error, the error itself measured on labelled answers.

    95 %, less the noise of 2,000 and what an approximation misses.
    """
    rng, runs = np.random.default_rng(20), 2000
    seen = rng.binomial(answers, truth * sensitivity + (1 - truth) * (1 - specificity), runs)
    right, left = rng.binomial(labelled, sensitivity, runs), rng.binomial(labelled, specificity, runs)
    held = 0
    for hits, positives, negatives in zip(seen, right, left, strict=True):
        judge = Calibration(int(positives), labelled - int(positives), int(negatives), labelled - int(negatives))
        low, high = true_rate_interval(hits / answers, answers, judge)
        held += low - 1e-9 <= truth <= high + 1e-9
    assert held / runs >= 0.93


def test_as_judged_the_interval_does_not_hold_the_truth() -> None:
    """What the correction is for: one true answer in ten, a specificity of 0.8, and the plain interval all but never holds it."""
    rng, held = np.random.default_rng(20), 0
    for hits in rng.binomial(400, 0.1 * 0.95 + 0.9 * 0.2, 100):
        plain = proportion(int(hits), 400)
        assert plain.low is not None
        held += plain.low <= 0.1
    assert held <= 1


@given(st.integers(1, 400), st.floats(0, 1), CALIBRATIONS, st.floats(0.5, 0.99))
def test_the_interval_is_one(n: int, apparent: float, judge: Calibration, confidence: float) -> None:
    """Within 0 and 1, in order, and wider for more confidence."""
    low, high = true_rate_interval(apparent, n, judge, confidence)
    assert 0 <= low <= high <= 1
    wide = true_rate_interval(apparent, n, judge, 0.995)
    assert wide[1] - wide[0] >= high - low - 0.15  # the shift to the middle moves an end now and then


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Calibration(20, 0, 20, 0), ""),
        (Calibration(19, 1, 19, 1), ""),
        (Calibration(18, 2, 9, 0), ""),
        (Calibration(17, 3, 20, 0), "sensitivity 0.850 [0.621"),
        (Calibration(20, 0, 17, 3), "specificity 0.850 [0.621"),
        (Calibration(20, 0, 8, 0), "specificity 1.000 [0.631"),
        (Calibration(10, 10, 10, 10), "sensitivity"),
        (Calibration(0, 0, 20, 0, 20), "none of the answers labelled true (20 of 40 without a verdict)"),
        (Calibration(20, 0, 0, 0, 20), "none of the answers labelled false"),
        (Calibration(15, 0, 15, 0, 31), "could not tell 31 of 61"),
        (Calibration(), "none of the answers labelled true"),
    ],
)
def test_a_preflight_fails_with_its_reason(found: Calibration, words: str) -> None:
    """Errors, silence, and labels of one kind alone; eighteen right of twenty pass, and nine of nine."""
    assert (words in found.fault()) if words else (found.fault() == "")


@given(CALIBRATIONS)
def test_a_better_judge_never_fails_where_a_worse_one_passes(found: Calibration) -> None:
    """One error turned into a right verdict."""
    if not found.fault() and found.false_negatives:
        better = Calibration(found.true_positives + 1, found.false_negatives - 1, found.true_negatives, found.false_positives, found.untold)
        assert better.fault() == ""
    assert FLOOR == 0.65
