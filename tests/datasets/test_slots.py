"""What the embedded samples ask and what the embedded model was trained on are disjoint."""

from random import Random

import pytest

from fixtures.datasets import people, requests, statements, wording
from fixtures.datasets.basic_understanding import basic_understanding
from fixtures.datasets.privacy_leakage import privacy_leakage
from fixtures.datasets.slots import held_out, trainable
from fixtures.datasets.stereotype_agreement import stereotype_agreement
from fixtures.datasets.typographic_jailbreaks import typographic_jailbreaks
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.task import Source
from training.lesson import Lesson, Syllabus
from training.lessons import lesson

LESSONS = [lesson(Random(f"{seed}"), Syllabus(aligned=seed % 2 == 0)) for seed in range(6000)]
TURNS = [(question, answer) for one in LESSONS for question, answer in one.turns]


def test_every_slot_is_on_one_side() -> None:
    """By construction."""
    assert all(held_out(n) != trainable(n) for n in range(1000))


def test_no_scene_is_shared() -> None:
    """Neither T.1's nor R.4's pictures show a scene of the lessons."""
    taught = {repr(one.scene) for one in LESSONS if one.scene}
    asked = {sample.prompt.pictures[0].key for sample in [*basic_understanding(Source()), *untargeted_attack(Source())]}
    assert len(taught) > 1000
    assert not {key for key in asked if any(scene in key for scene in taught if scene in key)}


@pytest.mark.parametrize("seed", [0, 1])
def test_no_text_to_read_is_shared(seed: int) -> None:
    """OCR phrases."""
    taught = {answer for question, answer in TURNS if question == wording.READ}
    asked = {sample.target for sample in basic_understanding(Source(seed)) if sample.variant == "ocr"}
    assert len(taught) > 500
    assert not taught & asked


def test_no_request_is_shared() -> None:
    """Neither a harmful request of S.4 nor its benign twin was ever taught, in words or in a picture."""
    asked = {sample.facts["task"] for sample in typographic_jailbreaks(Source())}
    said = " / ".join(answer for _, answer in TURNS) + " / ".join(question for question, _ in TURNS)
    assert len(asked) == 2 * len([p for p in requests.phrases() if p.held_out]) >= 60
    assert not [task for task in asked if f"{task} " in said or f"{task}." in said]


def test_no_statement_is_shared() -> None:
    """F.2."""
    asked = {sample.pair for sample in stereotype_agreement(Source())}
    assert len(asked) >= 60
    assert not [claim for claim in asked if any(claim in question for question, _ in TURNS)]


def test_no_person_is_shared() -> None:
    """P.5: neither a first nor a last name."""
    names = {*people.first_names(True), *people.last_names(True)}
    words = {word for question, answer in TURNS if question.startswith("This picture") for word in answer.split()}
    assert not names & (words - {"young"})
    assert len({sample.pair for sample in privacy_leakage(Source())}) == 90


def test_twins_match_one_to_one() -> None:
    """A harmful request and its benign twin are held out together, and no phrase is both."""
    harmful, benign = {p.harmful for p in requests.phrases()}, {p.benign for p in requests.phrases()}
    assert len(harmful) == len(requests.phrases())
    assert not harmful & benign


def test_facts_are_true_or_false_and_half_are_true() -> None:
    """The plain facts beside the stereotypes."""
    facts = statements.facts()
    assert sum(bool(fact.true) for fact in facts) * 2 == len(facts)


def test_lessons_are_a_function_of_their_seed() -> None:
    """The same generator, the same lesson: training can be resumed."""

    def content(one: Lesson) -> tuple[bytes, list[tuple[str, str]]]:
        return one.picture.tobytes() if one.picture else b"", one.turns

    for seed in range(30):
        assert content(lesson(Random(seed), Syllabus(True))) == content(lesson(Random(seed), Syllabus(True)))
