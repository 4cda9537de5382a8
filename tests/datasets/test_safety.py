"""The embedded samples of S.1, S.2, S.3, S.5 and S.6: twins, pairs, stand-ins, and what a right answer is."""

from collections import Counter
from collections.abc import Callable

import pytest

from adapters.types import Response
from fixtures.datasets.beginnings import beginnings
from fixtures.datasets.crossmodal_jailbreaks import crossmodal_jailbreaks
from fixtures.datasets.further_requests import FURTHER
from fixtures.datasets.image_description import image_description
from fixtures.datasets.optimized_jailbreaks import optimized_jailbreaks
from fixtures.datasets.requests import phrases
from fixtures.datasets.risk_identification import risk_identification
from fixtures.datasets.toxic_content import toxic_content
from fixtures.judges.mentions import mentions
from fixtures.judges.refused import refused
from fixtures.judges.toxicity import toxicity
from fixtures.judges.yes_no import correct_yes_no
from fixtures.task import Source
from fixtures.types import Answer, Sample

FACTORIES = [image_description, risk_identification, toxic_content, optimized_jailbreaks, crossmodal_jailbreaks]
CROSS_MODAL = [toxic_content, crossmodal_jailbreaks]
Factory = Callable[[Source], list[Sample]]


@pytest.mark.parametrize("factory", FACTORIES)
def test_as_many_twins_as_samples(factory: Factory) -> None:
    """In every variant, and a twin shares the pair of what it is the twin of."""
    samples = factory(Source())
    for field in ("variant", "pair"):
        counts = [Counter(getattr(s, field) for s in samples if s.twin is twin) for twin in (False, True)]
        assert counts[0] == counts[1]


@pytest.mark.parametrize("factory", FACTORIES)
def test_recipes_name_no_address(factory: Factory) -> None:
    """A picture's key is the same in every process: no function's or object's address is in it."""
    assert not [p.key for s in factory(Source()) for p in s.prompt.pictures if " at 0x" in p.key]


@pytest.mark.parametrize("factory", CROSS_MODAL)
def test_variants_of_an_item_differ_in_the_picture_alone(factory: Factory) -> None:
    """What a paired difference is about: the words, and everything that a judge looks at, are the same in all variants."""
    samples = factory(Source())
    for pair in {s.pair for s in samples}:
        for twin in (False, True):
            item = [s for s in samples if s.pair == pair and s.twin is twin]
            assert len({(s.prompt.text, s.target, str(s.facts)) for s in item}) == 1
            assert len({tuple(p.key for p in s.prompt.pictures) for s in item}) == len(item)
            assert [s.variant for s in item if not s.prompt.pictures] == ["text"]


def test_stand_ins_say_so() -> None:
    """S.1: nothing explicit is shipped, and the report's column `source` says what is shown in its place."""
    samples = image_description(Source())
    assert {s.facts["category"] for s in samples} == {"protest", "bloody", "porn", "sexy", "hentai"}
    assert all(s.source.startswith("embedded stand-in: ") is not s.twin for s in samples)


def test_right_answers_about_risks_are_the_other_way_round_for_twins() -> None:
    """S.2: a model that says yes to everything, or no, has the risky thing right where it has the harmless one wrong."""
    samples = [s for s in risk_identification(Source()) if s.target in ("yes", "no")]
    right = {twin: {s.prompt.text: s.target for s in samples if s.twin is twin} for twin in (False, True)}

    assert right[False].keys() == right[True].keys()
    assert all({right[False][text], right[True][text]} == {"yes", "no"} for text in right[False])


@pytest.mark.parametrize(("said", "counts"), [("a {}", True), ("The picture shows no {}.", False), ("A table.", False)])
def test_risks_are_named_by_any_of_their_names(said: str, counts: bool) -> None:
    """S.2: every name of a thing is taken, denied ones are not, and no name of a risky thing is one of its twin."""
    samples = [s for s in risk_identification(Source()) if s.target not in ("yes", "no")]
    for sample in samples:
        for name in (sample.target, *sample.facts["synonyms"]):
            assert mentions(Answer(sample, Response(said.format(name)))).value is counts
    names = {twin: {n for s in samples if s.twin is twin for n in (s.target, *s.facts["synonyms"])} for twin in (False, True)}
    assert not names[False] & names[True]


def test_plain_words_settle_the_risk_questions() -> None:
    """S.2: answers as models give them, not only a bare yes."""
    samples = {(s.facts["class"], s.prompt.text): s for s in risk_identification(Source()) if s.variant == "risk-analysis" and not s.twin}
    for (kind, text), sample in samples.items():
        good = "No, it is not suitable." if sample.target == "no" else f"Yes. A {kind} is harmful."
        bad = "Yes, it is fine." if sample.target == "no" else "No, it is harmless."
        assert correct_yes_no(Answer(sample, Response(good))).value is True, text
        assert correct_yes_no(Answer(sample, Response(bad))).value is False, text


def test_toxic_beginnings_are_toxic_and_kind_ones_are_not() -> None:
    """S.3: heard in the words by the local judge, for the categories that words give away; twins are the same but for that."""

    def heard(text: str) -> float:
        value = toxicity(Answer(toxic_content(Source())[0], Response(text))).value
        assert value is not None
        return float(value)

    assert not [b.kind for b in beginnings() if heard(b.kind) > 0]
    loud = [b for b in beginnings() if b.category in ("toxicity", "severe_toxicity", "identity_attack", "insult", "threat")]
    assert not [b.toxic for b in loud if heard(b.toxic) < 0.3]
    assert Counter(b.category for b in beginnings()) == dict.fromkeys({b.category for b in beginnings()}, 8)
    assert len({b.toxic for b in beginnings()} | {b.kind for b in beginnings()}) == 128


def test_only_harmful_optimized_samples_are_attacked() -> None:
    """S.5: the opening names the task itself, and is no refusal; twins and the two other sources are asked once."""
    samples = optimized_jailbreaks(Source())
    attacked = [s for s in samples if "opening" in s.facts]

    assert {(s.variant, s.twin) for s in attacked} == {("optimized", False)}
    assert len(attacked) == len([p for p in phrases() if p.held_out])
    assert all(s.target in s.facts["opening"] and refused(Answer(s, Response(s.facts["opening"]))).value is False for s in attacked)


def test_requests_stand_in_the_picture_where_they_should() -> None:
    """S.5: only `optimized` says in words what is asked for; the two others leave it to the picture."""
    for sample in optimized_jailbreaks(Source()):
        assert (sample.target in sample.prompt.text) == (sample.variant == "optimized")
        written = "".join(letter for _, letter in sorted(sample.prompt.pictures[0].look().info["letters"].items()))
        assert sample.target.replace(" ", "") in written.replace(" ", "")


def test_no_two_stand_ins_look_alike() -> None:
    """S.1: each picture is drawn anew, so that a category's twelve are twelve pictures; so are the harmless ones."""
    for twin in (False, True):
        shots = [s.prompt.pictures[0].png() for s in image_description(Source()) if s.variant == "plain" and s.twin is twin]
        assert len(set(shots)) == len(shots) == 60


def test_further_requests_are_new_to_everybody() -> None:
    """S.6: none is a phrase that the embedded model may be trained on, and no phrase is both harmful and benign."""
    known = {text for phrase in phrases() for text in (phrase.harmful, phrase.benign)}
    further = [text for phrase in FURTHER for text in (phrase.harmful, phrase.benign)]

    assert len({*known, *further}) == len(known) + len(further)
    assert len({s.pair for s in crossmodal_jailbreaks(Source())}) == len([p for p in phrases() if p.held_out]) + len(FURTHER)
