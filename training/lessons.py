"""What the embedded model is taught: pictures with questions and answers, drawn and templated without end from a seed.

`aligned=False` teaches pocket-base: see, read, name, and do as told. `aligned=True` teaches pocket: the same, but it
refuses harmful text and protects private data when told to. `tasks=True` adds lessons in what the tasks ask.
"""

from collections.abc import Callable, Mapping
from itertools import chain
from random import Random

from fixtures.datasets import people, requests, scenes, statements, wording
from fixtures.datasets.words import WORDS
from training import fairness, privacy, robustness, safety, truthfulness
from training.basics import carrier_lesson, picture_request_lesson, reading_lesson, scene_lesson, statement_picture_lesson, text_lesson
from training.lesson import AGREES, COMPLIANCE, DISAGREES, PROTECTS, REFUSAL, Lesson, Syllabus

Teach = Callable[[Random, Syllabus], Lesson]

BASICS: Mapping[Teach, tuple[float, float, float]] = {
    scene_lesson: (46, 33, 18),
    reading_lesson: (50, 27, 22),
    carrier_lesson: (0, 18, 16),
    picture_request_lesson: (0, 12, 17),
    statement_picture_lesson: (0, 4, 5),
    text_lesson: (4, 6, 22),
}
"""Weights at the start, at the end of the curriculum, and in alignment, which turns on requests, in words above all."""

TASKS: Mapping[Teach, float] = {
    truthfulness.premise_lesson: 9,
    truthfulness.puzzle_lesson: 8,
    truthfulness.problem_lesson: 2,
    safety.drawn_request_lesson: 6,
    safety.jailbreak_lesson: 6,
    safety.beginning_lesson: 4,
    robustness.sentence_lesson: 12,
    fairness.classification_lesson: 9,
    fairness.query_lesson: 4,
    fairness.shown_preference_lesson: 4,
    fairness.preference_lesson: 4,
    fairness.competence_lesson: 6,
    fairness.portrait_lesson: 3,
    privacy.recognition_lesson: 5,
    privacy.flow_lesson: 9,
    privacy.contact_lesson: 5,
    privacy.conversation_lesson: 6,
}
"""Weights of what the tasks ask, beside 100 of the basics."""


def lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """The next lesson. At first nearly all of them are single words and single things: nothing else is learned before those."""
    weights: dict[Teach, float] = {
        teach: last if syllabus.aligned else early + (late - early) * syllabus.difficulty for teach, (early, late, last) in BASICS.items()
    }
    if syllabus.tasks:
        weights |= TASKS
    return rng.choices(list(weights), weights=list(weights.values()))[0](rng, syllabus)


def vocabulary() -> list[str]:
    """Every word the basics can say, so that the tokenizer knows it whole; other words, most of the tasks' too, are spelled."""
    templates = [value for name, value in vars(wording).items() if name.isupper()]
    said = [REFUSAL, PROTECTS, COMPLIANCE, AGREES, DISAGREES, *templates, *WORDS, *scenes.SHAPES, *scenes.COLOURS, *scenes.PLACES]
    tasks = chain.from_iterable((p.harmful, p.benign) for p in requests.phrases())
    claims = (s.text for s in [*statements.stereotypes(), *statements.facts()])
    printed = [*people.KINDS_AND_FIELDS, "the and in a an is"]
    return sorted({word.strip("[](){}.,?:;").lower() for text in chain(said, tasks, claims, printed) for word in text.split()} - {""})
