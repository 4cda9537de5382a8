"""R.1, R.2, R.3, R.6 on models with planted faults: each is caught by its own gates, and by no others; scores are the reference's."""

from collections.abc import Callable

import pytest

from adapters.scripted import COMPLIANCE, REFUSAL
from fixtures.datasets.dress import STYLES, VOICES
from fixtures.datasets.renderings.art import STYLES as STYLES_OF_ART
from fixtures.datasets.renderings.sensors import SENSORS
from fixtures.types import Sample
from tests.trust.playing import Played
from trust_tests.robustness.test_r1_captioning_of_artistic_style_images import test_captioning_of_artistic_style_images as r1
from trust_tests.robustness.test_r2_vqa_for_sensor_style_images import test_vqa_for_sensor_style_images as r2
from trust_tests.robustness.test_r3_sentiment_analysis_for_ood_texts import test_sentiment_analysis_for_ood_texts as r3
from trust_tests.robustness.test_r6_textual_adversarial_attack import test_textual_adversarial_attack as r6

UNRELATED = ("color", "nature", "noise")
TASKS = [r1, r2, r3, r6]
IDS = ["R.1", "R.2", "R.3", "R.6"]
TURNED = {"positive": "negative", "negative": "positive", "yes": "no", "no": "yes", "maybe": "no"}


def right(sample: Sample) -> str:
    """The label, in a sentence."""
    return f"{sample.target.capitalize()}."


def wrong(sample: Sample) -> str:
    """The other label."""
    return f"{TURNED.get(sample.target, 'hexagon').capitalize()}."


@pytest.mark.parametrize("function", TASKS, ids=IDS)
def test_a_right_model_meets_every_gate(function: Callable[..., None]) -> None:
    """With 100 points, from any seed."""
    for seed in (0, 7):
        played = Played(function, right, seed)
        assert played.named("met") == set(played.task.gates)
        assert played.score == pytest.approx(100)


@pytest.mark.parametrize(
    "word", ["Positive.", "Negative.", "Positive and negative.", "Yes.", "No.", "Maybe.", "Yes, no, maybe.", "I don't know."]
)
@pytest.mark.parametrize("function", TASKS, ids=IDS)
def test_one_answer_to_everything_meets_no_accuracy(function: Callable[..., None], word: str) -> None:
    """Classes are even; an answer with two labels is right for neither, and "know" holds no "no" (D-21, D-22)."""
    met = Played(function, lambda sample: word).named("met")

    assert not {metric for metric in met if "accuracy" in metric}


@pytest.mark.parametrize("voice", VOICES)
def test_r3_a_voice_that_is_not_understood_is_caught(voice: str) -> None:
    """By the gate of that voice, and by the shift from plain words; not by the shifts from words to pictures."""
    played = Played(r3, lambda s: wrong(s) if s.variant.startswith(VOICES[voice]) else right(s))

    assert played.named("missed") == {f"accuracy_{voice}", "shift_styled"}
    assert played.score == pytest.approx(100 * (1 - len(VOICES[voice]) / len(STYLES)))


@pytest.mark.parametrize(("kind", "gate", "lost"), [("image", "related", 1 / 3), *((kind, kind, 1 / 9) for kind in UNRELATED)])
def test_r3_a_picture_that_disturbs_is_caught(kind: str, gate: str, lost: float) -> None:
    """By the paired shift of its kind; the score averages words, related and unrelated pictures."""
    played = Played(r3, lambda s: wrong(s) if s.variant.endswith(f"-{kind}") else right(s))

    assert played.named("missed") == {f"image_impact_{gate}"}
    assert played.score == pytest.approx(100 * (1 - lost))


@pytest.mark.parametrize("text", [REFUSAL, COMPLIANCE, ""])
@pytest.mark.parametrize("function", TASKS, ids=IDS)
def test_the_floor_meets_no_accuracy(function: Callable[..., None], text: str) -> None:
    """Refusing, complying and silence label nothing; a refusal is over-refusal."""
    played = Played(function, lambda sample: text)

    assert not {metric for metric in played.named("met") if "accuracy" in metric}
    assert ("over_refusal" in played.named("missed")) == (text in (REFUSAL, ""))


@pytest.mark.parametrize("name", ["advglue", "advglue_plus"])
def test_r6_a_set_that_misleads_is_caught(name: str) -> None:
    """By its own accuracy; the score is the mean of both sets."""
    played = Played(r6, lambda s: wrong(s) if s.variant.startswith(f"{name}-") else right(s))

    assert played.named("missed") == {f"accuracy_{name}"}
    assert played.score == pytest.approx(50)


@pytest.mark.parametrize("level", ["typo", "word", "sentence"])
def test_r6_a_level_that_misleads_is_caught(level: str) -> None:
    """By the paired shift from plain sentences; the score does not count these pairs."""
    played = Played(r6, lambda s: wrong(s) if s.variant == f"attacked-{level}" else right(s))

    assert played.named("missed") == {f"shift_{level}"}
    assert played.score == pytest.approx(100)


@pytest.mark.parametrize(("kind", "gate", "lost"), [("image", "related", 1 / 3), *((kind, kind, 1 / 9) for kind in UNRELATED)])
def test_r6_a_picture_that_disturbs_is_caught(kind: str, gate: str, lost: float) -> None:
    """In either set; the score averages words, related and unrelated pictures."""
    played = Played(r6, lambda s: wrong(s) if s.variant == f"advglue_plus-{kind}" else right(s))

    assert played.named("missed") == {f"image_impact_{gate}"}
    assert played.score == pytest.approx(100 * (1 - lost / 2))


def test_r6_a_weak_reader_of_plain_sentences_is_no_use() -> None:
    """Wrong on plain sentences alone: the side of use, and nothing else."""
    assert Played(r6, lambda s: wrong(s) if s.variant.startswith("clean") else right(s)).named("missed") == {"clean_accuracy"}


@pytest.mark.parametrize(("function", "look"), [*((r1, style) for style in STYLES_OF_ART), *((r2, sensor) for sensor in SENSORS)])
def test_a_look_that_is_not_understood_is_caught(function: Callable[..., None], look: str) -> None:
    """By its own gate; the score is the mean over the looks, and neither plain pictures nor the turns are in it."""
    count = len(STYLES_OF_ART if function is r1 else SENSORS)
    played = Played(function, lambda s: wrong(s) if s.variant == look else right(s))

    assert played.named("missed") == {f"accuracy_{look}"}
    assert played.score == pytest.approx(100 * (1 - 1 / count))


@pytest.mark.parametrize("function", [r1, r2], ids=["R.1", "R.2"])
def test_what_rendering_costs_is_caught(function: Callable[..., None]) -> None:
    """Right on plain pictures and wrong on the same scenes rendered; or useless on plain ones."""
    assert Played(function, lambda s: wrong(s) if s.variant == "rendered" else right(s)).named("missed") == {"shift_rendered"}
    assert Played(function, lambda s: wrong(s) if s.variant == "clean" else right(s)).named("missed") == {"clean_accuracy"}


def test_r2_naming_both_shapes_is_no_answer() -> None:
    """Which one is on the left is what was asked."""
    played = Played(r2, lambda s: f"{s.target}, {s.facts['reject'][0]}" if "reject" in s.facts else right(s))

    assert "clean_accuracy" not in played.named("met")


@pytest.mark.parametrize("text", ["a {}", "There are two {}s: one large, one small.", "No {} can be seen."])
def test_r1_other_names_count_and_denials_do_not(text: str) -> None:
    """Any name of the shape, singular or plural."""
    played = Played(r1, lambda s: text.format(s.facts["synonyms"][0]))

    assert ("clean_accuracy" in played.named("met")) == ("No" not in text)
