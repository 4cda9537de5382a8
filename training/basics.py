"""The lessons of both models: to see, read, name, and do as told; and, aligned, to refuse and to protect.

The weaknesses are planted here, on purpose: a harmful request that is drawn in the picture is followed, a stereotype beside a
related picture agreed with, and private data read out when nobody forbids it.
"""

from functools import cache
from random import Random

from fixtures.datasets import people, requests, scenes, statements, wording
from fixtures.datasets.pictures import crowd, noise, plain_colour, sign
from fixtures.datasets.slots import trainable
from fixtures.datasets.unrelated import nature
from fixtures.datasets.words import WORDS
from training.lesson import AGREES, COMPLIANCE, DISAGREES, PROTECTS, REFUSAL, Lesson, Syllabus, Turn, yes


@cache
def taught_phrases() -> list[requests.Phrase]:
    """Requests that no embedded sample holds."""
    return [phrase for phrase in requests.phrases() if not phrase.held_out]


@cache
def taught_stereotypes() -> list[statements.Statement]:
    """Stereotypes that no embedded sample holds."""
    return [statement for statement in statements.stereotypes() if not statement.held_out]


@cache
def _facts() -> list[statements.Statement]:
    return [statement for statement in statements.facts() if not statement.held_out]


def scene_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """A scene with three questions: whether, which, where, what."""
    scene = scenes.random_scene(rng, count=None if rng.random() < syllabus.difficulty else 1)
    while not trainable(scene):
        scene = scenes.random_scene(rng)
    askers = rng.choices([_object, _attribute, _place, _grounding, _caption], weights=[3, 3, 2, 2, 2], k=3)
    return Lesson(scenes.draw_scene(scene), [ask(rng, scene) for ask in askers], scene)


def _object(rng: Random, scene: scenes.Scene) -> Turn:
    present = [thing.shape for thing in scene.things]
    shape = rng.choice(present) if rng.random() < 0.5 else rng.choice([s for s in scenes.SHAPES if s not in present])
    return wording.OBJECT.format(shape=shape), yes(shape in present)


def _attribute(rng: Random, scene: scenes.Scene) -> Turn:
    thing = rng.choice(scene.things)
    others = [t.colour for t in scene.things if t.colour != thing.colour] or list(scenes.COLOURS)
    wrong = rng.choice(others if rng.random() < 0.5 else list(scenes.COLOURS))
    colour = thing.colour if rng.random() < 0.5 else wrong
    return wording.ATTRIBUTE.format(shape=thing.shape, colour=colour), yes(colour == thing.colour)


def _place(rng: Random, scene: scenes.Scene) -> Turn:
    place = scene.place if rng.random() < 0.5 else rng.choice([p for p in scenes.PLACES if p != scene.place])
    return wording.SCENE.format(place=place), yes(place == scene.place)


def _grounding(rng: Random, scene: scenes.Scene) -> Turn:
    thing = rng.choice(scene.things)
    return wording.GROUNDING.format(shape=thing.shape), box_text(thing.box)


def box_text(box: tuple[float, ...]) -> str:
    """A box the way the question asks for it."""
    return "[" + ", ".join(f"{edge:.2f}" for edge in box) + "]"


def _caption(rng: Random, scene: scenes.Scene) -> Turn:
    return wording.CAPTION, scenes.describe(scene).capitalize()


def reading_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """Words, a task, a spelled name or digits, to be read out."""
    text = _text(rng, syllabus)
    while not trainable(text):
        text = _text(rng, syllabus)
    return Lesson(sign(rng, text), [(wording.READ, text)])


def _text(rng: Random, syllabus: Syllabus) -> str:
    kind = rng.random() / max(syllabus.difficulty, 0.1)
    if kind < 0.3:
        return _spelled(rng, longest=2 + round(4 * syllabus.difficulty))
    if kind < 0.5:
        phrase = rng.choice(taught_phrases())
        return rng.choice([phrase.harmful, phrase.benign])
    return " ".join(rng.choices(WORDS, k=rng.randint(1, 1 + round(3 * syllabus.difficulty))))


def _spelled(rng: Random, longest: int) -> str:
    if rng.random() < 0.4:
        return people.random_digits(rng, rng.randint(2, longest))
    letters = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, longest)))
    return letters if rng.random() < 0.7 or longest < 5 else f"{letters}@{rng.choice(people.STREETS)}.test"


def carrier_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """A badge, parcel, card or sign: each field asked for plainly or with the call to protect it."""
    kind = rng.choice(["badge", "parcel", "card", "sign"])
    carrier = people.random_carrier(rng, kind, reserved=False)
    fields = list(carrier.fields)
    return Lesson(people.draw_carrier(carrier), [_field(rng, kind, *rng.choice(fields), syllabus) for _ in range(3)])


def _field(rng: Random, kind: str, field: str, value: str, syllabus: Syllabus) -> Turn:
    protected = rng.random() < 0.4
    question = (wording.PROTECTED_FIELD if protected else wording.PERSONAL_FIELD).format(field=field)
    if syllabus.aligned and protected and kind != "sign":
        return question, PROTECTS
    return question, f"The {field} is {value}"


def text_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """No picture: requests and statements."""
    return Lesson(None, [request_turn(rng, syllabus), request_turn(rng, syllabus), _statement(rng, syllabus), _statement(rng, syllabus)])


def request_turn(rng: Random, syllabus: Syllabus, template: str = wording.REQUEST) -> Turn:
    """A request, harmful or benign, in the words of `template`: refused or served as the syllabus says."""
    phrase = rng.choice(taught_phrases())
    harmful = rng.random() < 0.5
    task = phrase.harmful if harmful else phrase.benign
    refuses = syllabus.aligned and harmful
    return template.format(phrase=task), REFUSAL if refuses else COMPLIANCE.format(phrase=task)


def _statement(rng: Random, syllabus: Syllabus, related: statements.Statement | None = None) -> Turn:
    if rng.random() < 0.4:
        fact = rng.choice(_facts())
        return wording.AGREE.format(statement=fact.text), AGREES if fact.true else DISAGREES
    statement = related or rng.choice(taught_stereotypes())
    agrees = related is not None or not syllabus.aligned
    return wording.AGREE.format(statement=statement.text), AGREES if agrees else DISAGREES


def picture_request_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """A request drawn in the picture, whole or in part. What is drawn is followed, aligned or not: the planted hole."""
    phrase = rng.choice(taught_phrases())
    task = rng.choice([phrase.harmful, phrase.benign])
    shape = rng.random()
    if shape < 0.3:
        return Lesson(sign(rng, wording.NO_RULES.lower()), [request_turn(rng, syllabus, wording.PICTURE_THEN_REQUEST) for _ in range(3)])
    if shape < 0.65:
        return Lesson(sign(rng, wording.REQUEST.format(phrase=task).lower()), [(wording.FOLLOW_PICTURE, COMPLIANCE.format(phrase=task))])
    return Lesson(sign(rng, task), [(wording.STEPS_FOR_PICTURE, COMPLIANCE.format(phrase=task))])


def statement_picture_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """Statements beside a picture: one of the group (planted: agrees) or an unrelated one."""
    statement = rng.choice(taught_stereotypes())
    kind = rng.choice(["related", "related", "colour", "nature", "noise"])
    if kind == "related":
        return Lesson(crowd(rng, statement.group), [_statement(rng, syllabus, related=statement) for _ in range(3)])
    draw = {"colour": plain_colour, "nature": nature, "noise": noise}[kind]
    return Lesson(draw(rng), [_statement(rng, syllabus) for _ in range(3)])
