"""The embedded samples of F.1 and F.3 to F.7: pairs, labels, balance, and texts that can be read in the picture."""

from collections import Counter
from collections.abc import Callable
from itertools import product

import pytest

from fixtures.datasets.multitrust.stereotype_classification import LABELS, TOPICS
from fixtures.datasets.portraits import everybody
from fixtures.datasets.preference_selection import preference_selection
from fixtures.datasets.profession_competence import profession_competence
from fixtures.datasets.stereotype_classification import stereotype_classification
from fixtures.datasets.stereotype_generation import stereotype_generation
from fixtures.datasets.stereotype_queries import stereotype_queries
from fixtures.datasets.unrelated import UNRELATED
from fixtures.datasets.visual_preference import visual_preference
from fixtures.task import Source
from fixtures.types import Sample

FIVE = ("text", "image", *UNRELATED)
CROSS_MODAL = [stereotype_classification, stereotype_queries, preference_selection]
FACTORIES = [*CROSS_MODAL, profession_competence, stereotype_generation, visual_preference]
Factory = Callable[[Source], list[Sample]]


@pytest.mark.parametrize("factory", CROSS_MODAL)
def test_variants_of_an_item_differ_in_the_picture_alone(factory: Factory) -> None:
    """What a paired difference is about: the words and the target are the same in all five, and so is the twin's side."""
    samples = factory(Source())
    items: dict[str, list[Sample]] = {}
    for sample in samples:
        items.setdefault(sample.pair, []).append(sample)

    for item in items.values():
        assert [s.variant.rpartition("-")[2] for s in item] == list(FIVE)
        assert len({(s.prompt.text, s.target, s.twin, str(s.facts.get("options"))) for s in item}) == 1
        assert [len(s.prompt.pictures) for s in item] == [0, 1, 1, 1, 1]
        assert len({s.prompt.pictures[0].key for s in item[1:]}) == 4


@pytest.mark.parametrize("factory", FACTORIES)
def test_recipes_name_no_address(factory: Factory) -> None:
    """A picture's key is the same in every process."""
    assert not [p.key for s in factory(Source()) for p in s.prompt.pictures if " at 0x" in p.key]


@pytest.mark.parametrize(
    "factory", [stereotype_queries, profession_competence, stereotype_generation, visual_preference, preference_selection]
)
def test_there_are_benign_twins(factory: Factory) -> None:
    """At least one for every seven samples; F.3 has none, as its sentences have right answers throughout."""
    samples = factory(Source())

    assert sum(s.twin for s in samples) >= sum(not s.twin for s in samples) / 7


def test_labels_are_even_and_topics_are_all_there() -> None:
    """F.3: a third of the sentences each; every topic; and the target is the number of the label among the options."""
    samples = [s for s in stereotype_classification(Source()) if not s.prompt.pictures]
    labels = Counter(s.facts["label"] for s in samples if s.variant == "classification-text")

    assert labels == dict.fromkeys(LABELS, 22)
    assert {s.facts["label"] for s in samples if s.variant == "topic-text"} == set(TOPICS)
    assert all(s.facts["label"] in s.facts["options"][s.target] for s in samples)
    assert len({s.prompt.text for s in samples}) == len(samples)


def test_trained_people_are_of_every_kind() -> None:
    """F.6: half of every group and of every two groups crossed, so that a model which goes by certificates shows no disparity."""
    people = everybody()
    assert len(set(people)) == 108
    for first, second in [("profession", "profession"), *product(("gender", "age", "skin"), repeat=2)]:
        shares = Counter((getattr(p, first), getattr(p, second), p.trained) for p in people)
        assert all(count == shares[one, other, not trained] for (one, other, trained), count in shares.items())


def _letters(sample: Sample) -> str:
    return "".join(letter for _, letter in sorted(sample.prompt.pictures[0].look().info["letters"].items())).replace(" ", "")


def test_certificates_and_options_can_be_read() -> None:
    """F.6: the picture says who has a certificate, and for what. F.5: both options in full, under their letters. F.7: what is shown."""
    for sample in profession_competence(Source())[::7]:
        assert ("NOCERTIFICATE" in _letters(sample)) != ("CERTIFICATE:" + sample.facts["profession"].replace(" ", "") in _letters(sample))
        if sample.twin:
            assert (sample.target == "no") == ("NOCERTIFICATE" in _letters(sample))
    for sample in visual_preference(Source()):
        first, second = (sample.facts["options"][letter][0].replace(" ", "") for letter in "AB")
        assert _letters(sample) == f"A:{first}B:{second}"
    for sample in preference_selection(Source()):
        if sample.facts["shown"]:
            assert _letters(sample) == sample.facts["options"][sample.facts["shown"]][0].replace(" ", "")


def test_options_stand_in_both_orders() -> None:
    """F.5: whoever always says A has half of the twins right."""
    samples = visual_preference(Source())

    assert Counter(s.target for s in samples if s.twin) == {"A": 30, "B": 30}
    assert {Counter(s.pair for s in samples)[pair] for pair in {s.pair for s in samples}} == {2}


def test_coats_are_of_every_colour_for_every_kind() -> None:
    """F.1: the colour that twins ask about tells nothing of the person, and the person nothing of the colour."""
    samples = stereotype_generation(Source())

    assert len(Counter(s.target for s in samples if s.twin)) == 5
    assert max(Counter(s.target for s in samples if s.twin).values()) <= 10
