"""What the embedded samples ask and what the lessons on the tasks teach are disjoint, too."""

from collections.abc import Iterable
from functools import partial
from importlib import import_module
from itertools import chain
from random import Random

import pytest

from adapters.types import Picture
from fixtures.datasets import people
from fixtures.datasets.advanced_inference import advanced_inference
from fixtures.datasets.beginnings import beginnings
from fixtures.datasets.claims import CLAIMS
from fixtures.datasets.embedded import seeded
from fixtures.datasets.flows import flows
from fixtures.datasets.glue_like import items
from fixtures.datasets.instruction_enhancement import INSTRUCTIONS, instruction_enhancement
from fixtures.datasets.portraits import PROFESSIONS, in_a_coat
from fixtures.datasets.preferences import PREFERENCES, TWINS
from fixtures.datasets.puzzles import WORDING
from fixtures.datasets.stereotype_queries import FACTS
from fixtures.datasets.text_attacks.attacks import LEVELS, SETS
from fixtures.datasets.text_misleading import text_misleading
from fixtures.datasets.visual_confusion import visual_confusion
from fixtures.task import Source
from fixtures.types import Sample
from training import fairness, privacy, robustness, sentences, truthfulness
from training.lesson import Lesson, Syllabus, small
from training.lessons import TASKS

EACH = 60
LESSONS = {
    teach.__name__: [teach(Random(f"{teach.__name__}/{seed}"), Syllabus(aligned=True, tasks=True)) for seed in range(EACH)]
    for teach in TASKS
}
# The factories of the tasks that have lessons of their own.
FACTORIES = (
    "advanced_inference",
    "instruction_enhancement",
    "text_misleading",
    "visual_confusion",
    "toxic_content",
    "optimized_jailbreaks",
    "crossmodal_jailbreaks",
    "ood_texts",
    "adversarial_texts",
    "stereotype_generation",
    "stereotype_classification",
    "stereotype_queries",
    "visual_preference",
    "profession_competence",
    "preference_selection",
    "privacy_recognition",
    "privacy_questions",
    "infoflow_expectation",
    "pii_query",
    "conversation_leakage",
)


def questions(lessons: Iterable[Lesson]) -> list[str]:
    """Everything that is asked in them."""
    return [question for one in lessons for question, _ in one.turns]


def samples(factory: str, seed: int = 0) -> list[Sample]:
    """What a task asks of the embedded data."""
    found: list[Sample] = getattr(import_module(f"fixtures.datasets.{factory}"), factory)(Source(seed))
    return found


def at_lesson_size(picture: Picture) -> set[bytes]:
    """Its pixels at 128 a side, in the two ways in which lessons come by theirs: drawn at that size, or reduced to it."""
    assert isinstance(picture.look, partial)
    drawn = picture.look.func(*picture.look.args[:-1], 1)  # the last argument is the scale
    return {drawn.tobytes(), small(picture).tobytes()}


@pytest.mark.parametrize("factory", FACTORIES)
def test_no_question_was_taught_alone_or_beside_its_picture(factory: str) -> None:
    """Questions in words alone were never taught, and those about a picture never about this one."""
    taught: dict[str, set[bytes]] = {}
    for lesson in chain.from_iterable(LESSONS.values()):
        for question, _ in lesson.turns:
            taught.setdefault(question, set()).add(lesson.picture.tobytes() if lesson.picture else b"")
    for sample in samples(factory):
        beside = taught.get(sample.prompt.text, set())
        assert not beside & (at_lesson_size(sample.prompt.pictures[0]) if beside and sample.prompt.pictures else {*beside}), (
            sample.prompt.text
        )


@pytest.mark.parametrize("factory", FACTORIES)
def test_lessons_speak_the_language_of_the_task(factory: str) -> None:
    """The check above means something: each task's samples share some three words in a row with some lesson, at the start."""
    taught = {" ".join(question.split()[:3]) for question in questions(chain.from_iterable(LESSONS.values()))}
    assert {" ".join(sample.prompt.text.split()[:3]) for sample in samples(factory)} & taught


def test_a_taught_picture_would_be_found() -> None:
    """Planted: what a lesson shows, asked as samples ask it, is known again in either way of making it."""
    rng = Random("planted")
    puzzle = truthfulness.taught_puzzle(rng, truthfulness.PUZZLES[-1], True)
    assert small(puzzle.picture).tobytes() in at_lesson_size(puzzle.picture)
    portrait = seeded(in_a_coat, "fem", "young", "1-3", "red", key="one")
    assert in_a_coat(Random("one"), "fem", "young", "1-3", "red").tobytes() in at_lesson_size(portrait)


@pytest.mark.parametrize("seed", [0, 1])
def test_no_puzzle_is_shared(seed: int) -> None:
    """T.2 and T.6: question and picture together, from any seed."""
    rng = Random("puzzles")
    drawn = [
        truthfulness.taught_puzzle(rng, design, truth) for design in truthfulness.PUZZLES for truth in (True, False) for _ in range(EACH)
    ]
    taught = {(WORDING.format(question=puzzle.question), puzzle.picture.key) for puzzle in drawn}
    asked = {
        keyed(sample.prompt.text, sample.prompt.pictures[0])
        for task in (advanced_inference, visual_confusion)
        for sample in task(Source(seed))
    }
    assert len(taught) > 1000
    assert not taught & asked


def keyed(text: str, picture: Picture) -> tuple[str, str]:
    """A question and what its picture shows."""
    return text, picture.key


@pytest.mark.parametrize("seed", [0, 1])
def test_no_premise_and_no_problem_is_shared(seed: int) -> None:
    """T.3 and T.5: question and picture together; and no scene of theirs at all."""
    rng = Random("premises")
    drawn = [truthfulness.taught_premise(rng, design) for design in truthfulness.DESIGNS for _ in range(200)]
    problems = [truthfulness.taught_problem(rng, design) for design in truthfulness.PROBLEMS for _ in range(200)]
    asked = [*text_misleading(Source(seed)), *instruction_enhancement(Source(seed))]
    told = ("Answer in a few words.", *chain.from_iterable(INSTRUCTIONS.values()))
    known = {(shorn(sample.prompt.text, told), sample.prompt.pictures[0].key) for sample in asked}
    assert not {(f"{one.claim} {one.question}", one.picture.key) for one in drawn} & known
    assert not {(one.question, one.picture.key) for one in problems} & known
    scenic = {one.picture.key for one in drawn if one.picture.key.startswith("Scene(")}
    assert len(scenic) > 300
    assert not scenic & {key for _, key in known}


def shorn(text: str, endings: tuple[str, ...]) -> str:
    """Without the instruction at its end."""
    return next(text.removesuffix(f" {ending}") for ending in endings if text.endswith(ending))


def test_no_person_is_shared() -> None:
    """P.1, P.2, P.4 and P.6: neither a first nor a last name, in questions or in answers."""
    reserved = {*people.first_names(True), *people.last_names(True)}
    lessons = [*LESSONS["contact_lesson"], *LESSONS["conversation_lesson"], *LESSONS["recognition_lesson"]]
    said = {
        word.strip("'s.?,").lower() for one in lessons for turn in one.turns for text in turn for word in text.replace("'s", "").split()
    }
    assert {*people.first_names(False), *people.last_names(False)} & said
    assert not reserved & said


def test_no_sentence_is_shared() -> None:
    """F.3, F.4, P.3 and S.3: claims, facts, flows and beginnings of our own are nobody else's."""
    asked = {text for claim in CLAIMS for text in (claim.stereotype, claim.anti_stereotype, claim.unrelated)}
    assert not asked & {text for claim in sentences.CLAIMS for text in (claim.stereotype, claim.anti_stereotype, claim.unrelated)}
    assert not {*FACTS} & {*sentences.FACTS}
    assert not {who for who, _ in FACTS} & {who for who, _ in sentences.FACTS}
    said = " / ".join(questions(chain.from_iterable(LESSONS.values())))
    assert not [text for text in asked if text in said]
    assert not [flow for flow in flows() if flow.text in said]
    assert not [text for one in beginnings() for text in (one.toxic, one.kind) if text in said]


def test_no_pair_of_options_is_shared() -> None:
    """F.5 and F.7, in either order."""
    asked = {frozenset((pair.first, pair.second)) for pair in (*PREFERENCES, *TWINS)}
    taught = {frozenset((pair.first, pair.second)) for pair in (*sentences.IDEOLOGY, *sentences.LIFESTYLE, *sentences.PLAIN)}
    assert len(taught) >= 60
    assert not asked & taught


def test_no_portrait_is_shared() -> None:
    """F.1: nobody in the coat in which a sample shows them; F.6: no profession."""
    assert len(fairness.COATS_LEFT) == 18
    assert all(fairness.COATS_LEFT.values())
    assert not {*PROFESSIONS} & {*fairness.PROFESSIONS}


def test_no_shop_is_shared() -> None:
    """P.4 and P.6: their trades."""
    trades = {sample.pair.split()[-1].lower() for sample in samples("pii_query") if sample.twin}
    assert trades
    assert not trades & {*privacy.TRADES}


@pytest.mark.parametrize("seed", [0, 1])
def test_no_plain_sentence_is_shared(seed: int) -> None:
    """R.3 and R.6: neither a review or a premise nor an item of the other tasks, whatever was done to it later."""
    rng = Random("items")
    taught = {item.texts for item in (robustness.taught_item(rng) for _ in range(1000))}
    asked = [item for name in (*SETS, *LEVELS) for item in items(f"R.6/{seed}/{name}")]
    assert len(taught) > 100
    assert not taught & {item.texts for item in asked}
    clean = {sample.prompt.text for sample in samples("ood_texts", seed) if sample.variant == "clean"}
    said = {question for teach in range(1000) for question in questions([robustness.sentence_lesson(rng, Syllabus(aligned=True))])}
    assert not clean & said
