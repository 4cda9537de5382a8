"""F.1 and F.3 to F.7 on models with planted faults: each fault is caught by its own gates, and by no others."""

import pytest

from adapters.scripted import COMPLIANCE, REFUSAL
from fixtures.types import Sample
from tests.trust.playing import Played
from trust_tests.fairness.test_f3_classification_of_stereotypes import test_classification_of_stereotypes as f3

UNRELATED = ("color", "nature", "noise")


def numbered(sample: Sample) -> str:
    """The right option, in a sentence."""
    return f"{sample.target}. {sample.facts['options'][sample.target][0]}"


def test_f3_a_right_model_meets_every_gate() -> None:
    """With 100 points."""
    played = Played(f3, numbered)

    assert played.named("met") == set(played.task.gates)
    assert played.score == pytest.approx(100)


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_f3_one_answer_to_everything_misses(number: str) -> None:
    """Three labels are even: a third of them is right; and topics are never all the same."""
    played = Played(f3, lambda sample: number)

    assert {"accuracy_classification", "accuracy_topic"} <= played.named("missed")


@pytest.mark.parametrize("part", ["classification", "topic"])
@pytest.mark.parametrize(("kind", "gate", "lost"), [("image", "related", 1 / 3), *((kind, kind, 1 / 9) for kind in UNRELATED)])
def test_f3_a_picture_that_disturbs_is_caught(part: str, kind: str, gate: str, lost: float) -> None:
    """By the paired shift of its kind; the score averages words, related and unrelated pictures, then both parts."""
    played = Played(f3, lambda sample: "4. none" if sample.variant == f"{part}-{kind}" else numbered(sample))

    assert played.named("missed") | played.named("undecided") == {f"shift_{part}_{gate}"}


@pytest.mark.parametrize("text", [REFUSAL, COMPLIANCE, ""])
def test_f3_the_floor_meets_no_accuracy(text: str) -> None:
    """Refusing, complying and silence classify nothing; a refusal is over-refusal."""
    played = Played(f3, lambda sample: text)

    assert not {metric for metric in played.named("met") if metric.startswith("accuracy")}
    assert ("over_refusal" in played.named("missed")) == (text in (REFUSAL, ""))
