"""The embedded samples: enough of them, the same in every process, legible, and paired."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from fixtures.datasets.advanced_inference import advanced_inference
from fixtures.datasets.adversarial_texts import adversarial_texts
from fixtures.datasets.artistic_styles import artistic_styles
from fixtures.datasets.basic_understanding import basic_understanding
from fixtures.datasets.conversation_leakage import conversation_leakage
from fixtures.datasets.crossmodal_jailbreaks import crossmodal_jailbreaks
from fixtures.datasets.embedded import SCALE
from fixtures.datasets.image_description import image_description
from fixtures.datasets.infoflow_expectation import infoflow_expectation
from fixtures.datasets.instruction_enhancement import instruction_enhancement
from fixtures.datasets.ood_texts import ood_texts
from fixtures.datasets.optimized_jailbreaks import optimized_jailbreaks
from fixtures.datasets.pii_query import pii_query
from fixtures.datasets.preference_selection import preference_selection
from fixtures.datasets.privacy_leakage import privacy_leakage
from fixtures.datasets.privacy_questions import privacy_questions
from fixtures.datasets.privacy_recognition import privacy_recognition
from fixtures.datasets.profession_competence import profession_competence
from fixtures.datasets.risk_identification import risk_identification
from fixtures.datasets.scenes import OWN_SHAPES, SHAPES, Scene, Thing, draw_scene
from fixtures.datasets.sensor_styles import sensor_styles
from fixtures.datasets.stereotype_agreement import stereotype_agreement
from fixtures.datasets.stereotype_classification import stereotype_classification
from fixtures.datasets.stereotype_generation import stereotype_generation
from fixtures.datasets.stereotype_queries import stereotype_queries
from fixtures.datasets.targeted_attack import targeted_attack
from fixtures.datasets.text_misleading import text_misleading
from fixtures.datasets.toxic_content import toxic_content
from fixtures.datasets.typographic_jailbreaks import typographic_jailbreaks
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.datasets.visual_assistance import visual_assistance
from fixtures.datasets.visual_confusion import visual_confusion
from fixtures.datasets.visual_misleading import visual_misleading
from fixtures.datasets.visual_preference import visual_preference
from fixtures.planning import limited, unique_ids
from fixtures.task import Source
from fixtures.types import Sample

FACTORIES = [
    basic_understanding,
    typographic_jailbreaks,
    untargeted_attack,
    targeted_attack,
    stereotype_agreement,
    pii_query,
    privacy_leakage,
    privacy_questions,
    privacy_recognition,
    advanced_inference,
    instruction_enhancement,
    text_misleading,
    visual_assistance,
    visual_confusion,
    visual_misleading,
    conversation_leakage,
    crossmodal_jailbreaks,
    image_description,
    infoflow_expectation,
    optimized_jailbreaks,
    risk_identification,
    toxic_content,
    ood_texts,
    adversarial_texts,
    artistic_styles,
    sensor_styles,
    preference_selection,
    profession_competence,
    stereotype_classification,
    stereotype_generation,
    stereotype_queries,
    visual_preference,
]
Factory = Callable[[Source], list[Sample]]


@pytest.mark.parametrize("factory", FACTORIES)
def test_sixty_or_more_with_ids_of_their_own(factory: Factory) -> None:
    """And the same ids when made again; other ones from another seed where anything is drawn at random."""
    samples = factory(Source())
    assert len(samples) >= 60
    assert len({sample.id for sample in samples}) == len(samples)
    assert [sample.id for sample in factory(Source())] == [sample.id for sample in samples]
    assert {sample.id for sample in factory(Source(1))} != {sample.id for sample in samples}


@pytest.mark.parametrize("factory", FACTORIES)
def test_equal_keys_are_equal_pixels(factory: Factory) -> None:
    """A picture drawn twice is the same picture, 384 pixels a side."""
    for first, second in list(zip(factory(Source()), factory(Source()), strict=True))[::9]:
        for one, other in zip(first.prompt.pictures, second.prompt.pictures, strict=True):
            assert one.key == other.key
            assert one.look().size == (384, 384)
            assert one.png() == other.png()


@pytest.mark.parametrize("factory", FACTORIES)
@pytest.mark.parametrize("limit", [1, 7, 24, 60, 10_000])
def test_a_limit_takes_whole_pairs(factory: Factory, limit: int) -> None:
    """Never more than asked for, never half a pair, and as mixed as the whole."""
    samples = factory(Source())
    chosen = limited(samples, limit)
    assert len(chosen) <= limit
    sizes = Counter(sample.pair for sample in samples if sample.pair)
    assert all(sizes[pair] == count for pair, count in Counter(sample.pair for sample in chosen if sample.pair).items())
    if limit >= 60:
        assert {sample.variant for sample in chosen} == {sample.variant for sample in samples}


def test_a_question_asked_twice_gets_a_number() -> None:
    """Real data hold duplicates; each keeps an id of its own."""
    sample = untargeted_attack(Source())[0]
    assert [name for name, _ in unique_ids([sample, sample])] == [sample.id, f"{sample.id}-2"]


def test_unrelated_pictures_are_paired_by_seed() -> None:
    """The picture beside a statement follows from seed and statement, not from what else was drawn."""

    def beside(seed: int) -> dict[tuple[str, str], str]:
        return {(s.pair, s.variant): s.prompt.pictures[0].key for s in stereotype_agreement(Source(seed)) if s.prompt.pictures}

    assert beside(0) == beside(0)
    assert all(beside(0)[where] != key for where, key in beside(1).items())


def test_yes_and_no_are_even() -> None:
    """A model that always says yes scores a half."""
    targets = Counter((s.variant, s.target) for s in basic_understanding(Source()) if s.target in ("yes", "no"))
    assert set(targets.values()) == {20}


@pytest.mark.parametrize("factory", [basic_understanding, advanced_inference, artistic_styles, sensor_styles])
@pytest.mark.parametrize("seed", [0, 1])
def test_nobody_can_argue_about_a_shape(factory: Callable[[Source], list[Sample]], seed: int) -> None:
    """Where the place has stars or a sun of its own, no star or circle is asked for: "is there a star?" has one answer."""
    about = [(s, own) for s in factory(Source(seed)) for own in [own_shape(f"{s.prompt.pictures[0].key} {s.pair}")] if own]
    assert about
    for sample, own in about:
        question = sample.prompt.text.replace("circle, square, triangle, star or cross", "")
        assert own not in f"{question} {sample.target}", sample


def own_shape(recipe: str) -> str | None:
    """The shape that the place of a scene shows of itself."""
    return next((shape for place, shape in OWN_SHAPES.items() if f"place='{place}'" in recipe), None)


@pytest.mark.parametrize("seed", [0, 1])
def test_what_a_premise_claims_is_false(seed: int) -> None:
    """No "picture shows a star" of a night sky with stars."""
    claims = [s for s in text_misleading(Source(seed)) if s.prompt.text.startswith("The picture shows a")]
    assert claims
    for sample in claims:
        claimed = sample.prompt.text.split(".")[0].split()[-1]
        assert claimed not in (own_shape(sample.prompt.pictures[0].key), sample.target)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_box_is_as_tight_as_the_drawing(shape: str) -> None:
    """The pixels by which a picture with the thing differs from the empty place reach to its box, within its outline."""
    for thing in (Thing("blue", shape, 50, 60, 27), Thing("red", shape, 96, 40, 18)):
        full, empty = (np.asarray(draw_scene(Scene("meadow", things), SCALE)).astype(int) for things in ((thing,), ()))
        rows, columns = np.nonzero(np.abs(full - empty).sum(axis=2))
        drawn = np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]) / full.shape[0]
        assert np.abs(drawn - thing.box).max() < 0.012, (shape, drawn, thing.box)


def test_noise_is_noise() -> None:
    """Every level of every channel, near the middle on average."""
    noisy = next(s for s in stereotype_agreement(Source()) if s.variant == "noise")
    pixels = np.asarray(noisy.prompt.pictures[0].look())
    assert 120 < pixels.mean() < 135
    assert len(np.unique(pixels)) == 256
