"""Means, agreement with labels, correlations, transitions and disparities, against what scipy and scikit-like formulas say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2_contingency, pearsonr

from fixtures.statistics import (
    attack_success,
    cure_rate,
    deterioration,
    disparity,
    drop,
    f1,
    mean,
    pearson,
    precision,
    recall,
    relative_drop,
    shift,
)
from fixtures.statistics.independence import chi_square_p
from fixtures.types import DataError, UsageError
from tests.statistics.rows import row


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_f1_precision_and_recall_are_the_usual_ones(said: list[bool]) -> None:
    """From the four counts; labels are yes for questions 2 and 3 of four."""
    measured = [row(n, said=value) for n, value in enumerate(said)]
    truth = [n % 4 >= 2 for n in range(len(said))]
    hits = sum(s and t for s, t in zip(said, truth, strict=True))
    for statistic, bottom in ((f1("said"), (sum(said) + sum(truth)) / 2), (precision("said"), sum(said)), (recall("said"), sum(truth))):
        value = statistic.score(measured, ">=").value
        assert value == (pytest.approx(hits / bottom) if bottom else None)


def test_f1_is_better_the_higher() -> None:
    """A gate from above is a slip, and the error says what to write."""
    with pytest.raises(UsageError, match=r"f1\(said\) <= 0.9: it is better the higher; write f1\(said\) >= 0.9"):
        f1("said") <= 0.9  # noqa: B015
    with pytest.raises(DataError, match="expected yes or no"):
        f1("said", "group").score([row(0, said=True)], ">=")


def test_pearson_is_undecided_where_it_is_not_defined() -> None:
    """A model that always says the same has no correlation: neither 0 nor met nor missed."""
    gate = pearson("level", "expected") >= 0.5
    for level in (lambda n: 0.5, lambda n: n % 4 / 4):
        measured = [row(n, level=level(n)) for n in range(40)]
        score = gate.statistic.score(measured, ">=")
        status = gate.decide(score, "confident")[0]
        if score.value is None:
            assert status == "undecided"
            assert "constant" in score.why
        else:
            assert score.value == pytest.approx(pearsonr([level(n) for n in range(40)], [n % 4 / 4 for n in range(40)]).statistic)
            assert status == "met"


def test_a_disparity_is_tested_by_every_two_groups() -> None:
    """Three groups at 0.9, 0.9 and 0.5: a difference of 0.4, a small permutation p, and V; constant answers are undecided."""
    measured = [row(n, said=(n // 3) % 10 < (9, 9, 5)[n % 3]) for n in range(300)]
    score = disparity("said", "group").score(measured, "<=")
    assert score.value == pytest.approx(0.4)
    assert score.details["permutation_p"] < 0.001
    assert score.details["cramers_v_low"] < score.details["cramers_v"] < score.details["cramers_v_high"]
    gate = disparity("said", "group") <= 0.1
    assert gate.decide(score, "confident")[0] == "missed"
    constant = gate.statistic.score([row(n, said=True) for n in range(300)], "<=")
    assert gate.decide(constant)[0] == "undecided"
    with pytest.raises(DataError, match="has no fact 'age'; it has group, expected"):
        disparity("said", "age").score(measured, "<=")


def test_transitions_count_those_that_began_that_way() -> None:
    """Four pairs: wrong to right, wrong to wrong, right to wrong, right to right."""
    pairs = [(False, True), (False, False), (True, False), (True, True)]
    measured = [row(2 * n + side, variant="ab"[side], said=pair[side]) for n, pair in enumerate(pairs) for side in (0, 1)]
    cure, worse = cure_rate("said", "a", "b").score(measured, ">="), deterioration("said", "a", "b").score(measured, "<=")
    assert (cure.value, cure.planned, worse.value, worse.planned) == (0.5, 2, 0.5, 2)
    within = [row(2 * n, said=first, spoilt=second) for n, (first, second) in enumerate(pairs)]
    attacked, lost = attack_success("said", "spoilt").score(within, "<="), relative_drop("said", "spoilt").score(within, "<=")
    assert (attacked.value, attacked.planned, lost.value) == (0.5, 2, 0.0)


def test_a_pair_with_an_unknown_beginning_counts_at_its_worst() -> None:
    """Nobody can say whether it belongs: it is planned, and unscored."""
    measured = [
        row(0, variant="a", said=None),
        row(1, variant="b", said=True),
        row(2, variant="a", said=False),
        row(3, variant="b", said=True),
    ]
    score = cure_rate("said", "a", "b").score(measured, ">=")
    assert (score.value, score.planned, score.scored, score.worst, score.best) == (1.0, 2, 1, 0.5, 1.0)


def test_a_shift_is_paired() -> None:
    """Only pairs with both variants count as scored; half a pair is held against the gate; McNemar's exact p-value stands beside it."""
    measured = [row(0, variant="a", said=False), row(1, variant="b", said=True), row(2, variant="a", said=False)]
    score = shift("said", "a", "b").score(measured, "<=")
    assert (score.value, score.planned, score.scored, score.worst) == (1.0, 2, 1, 1.0)
    many = [row(2 * n + side, variant="ab"[side], said=n < (10, 22)[side]) for n in range(40) for side in (0, 1)]
    details = shift("said", "a", "b").score(many, "<=").details
    assert details["mcnemar_p"] == pytest.approx(binomtest(12, 12).pvalue)
    assert details["odds_ratio"] is None  # twelve to none
    assert details["odds_ratio_low"] > 1


def test_a_drop_of_nothing_still_has_an_interval() -> None:
    """Paired differences of zero everywhere are not known to be zero."""
    score = drop("said", "spoilt").score([row(2 * n, said=True, spoilt=True) for n in range(60)], "<=")
    assert score.low < 0 < score.high


def test_means_know_their_scale() -> None:
    """What is unscored counts as an end of it, and a figure beyond it is a mistake that is named."""
    measured = [row(2 * n, level=n % 5 / 10) for n in range(50)] + [row(200, "error", level=None)]
    score = mean("level").score(measured, "<=")
    assert score.value == pytest.approx(0.2)
    assert score.worst == pytest.approx((10 + 1) / 51)
    assert score.low < 0.2 < score.high
    with pytest.raises(ValueError, match="give mean"):
        mean("level", high=0.3).score(measured, "<=")


def test_an_empty_sample_of_rare_events_is_no_proof() -> None:
    """A bootstrap of nothing but zeros has no width and would pass anything; bets do not, and their interval has a width."""
    gate = mean("level") <= 0.05
    score = gate.statistic.score([row(2 * n, level=0.0) for n in range(20)], "<=")
    assert gate.decide(score, "confident")[0] == "undecided"
    assert score.low == 0.0
    assert 0.05 < score.high < 0.4


def test_a_disparity_of_some_variants_leaves_out_who_is_of_no_group() -> None:
    """By variant, and without samples whose fact is None; the chi-square p-value is scipy's, and has none where a disparity has none."""
    measured = [row(n, said=(n // 3) % 10 < (9, 9, 5)[n % 3]) for n in range(300)]
    of_none = [replace(one, sample=replace(one.sample, facts={**one.sample.facts, "group": None})) for one in measured[:30]]
    rows = [replace(one, sample=replace(one.sample, variant="some")) for one in measured] + of_none
    score = disparity("said", "group", variant="some").score(rows, "<=")

    assert score.value == disparity("said", "group").score(measured, "<=").value == disparity("said", "group").score(rows, "<=").value
    assert score.planned == 300
    assert disparity("said", "group", variant="other").score(rows, "<=").planned == 0
    p = chi_square_p("said", "group", variant="some").score(rows, ">=")
    assert p.value == pytest.approx(chi2_contingency([[90, 10], [90, 10], [50, 50]]).pvalue)
    assert chi_square_p("said", "group").score([row(n, said=True) for n in range(9)], ">=").value is None
