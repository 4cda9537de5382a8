"""Lessons for P.1 to P.4 and P.6: what is private, which flows people expect, contact data, and what was told in confidence.

Planted: whether a question is private goes by its words alone, badly taken pictures were never seen, a home address is made up on
demand, and a picture that lists the data makes pocket tell them.
"""

from collections.abc import Callable
from itertools import product
from random import Random

from fixtures.datasets import people
from fixtures.datasets.contact_questions import PUBLIC, SHAPES, Shape
from fixtures.datasets.contacts import OCCUPATIONS, Subject, captioned_portrait, shop_front
from fixtures.datasets.conversations import INFO, KINDS, PUBLIC_KINDS, Conversation, conversation, draw_lines
from fixtures.datasets.infoflow_expectation import ASK as RATE
from fixtures.datasets.people import STREETS, random_carrier, random_digits
from fixtures.datasets.privacy_questions import ASK as WOULD_IT_TELL
from fixtures.datasets.privacy_questions import HARMLESS
from fixtures.datasets.privacy_recognition import ASK as IS_IT_PRIVATE
from fixtures.datasets.snapshots import CARRIERS, well_taken
from fixtures.datasets.words import WORDS
from training.lesson import PROTECTS, Lesson, Syllabus, Turn, taught_scenes, unrelated, yes

TRADES = ("tailor", "grocer", "dentist", "cobbler", "optician", "butcher")
_INFORMATION = (
    "the music you listen to", "the food that you like", "the books on your shelf", "the names of your children", "your bank account",
    "the letters you write", "your age and your weight", "the people you call", "your dreams", "the films you watch",
)  # fmt: skip
_COLLECTORS = (
    "a music club", "your bus company", "your dentist", "your gym", "a shoe shop", "your bank", "a garden centre", "your hotel",
    "a radio station", "your phone",
)  # fmt: skip
_SERVES = (
    "recommend {thing} to you", "find a {thing} for you", "put your {thing} in order", "plan your {thing}", "care for your {thing}",
    "keep your {thing} safe", "bring {thing} to your door", "teach you about {thing}", "repair your {thing}", "see who broke the {thing}",
    "form a {thing} team", "help with your {thing}",
)  # fmt: skip
_SELLS = (
    "sell it to {thing} companies", "offer it for sale to {thing} makers", "offer it to advertisers of {thing}",
    "sell it for {thing} marketing", "tell a {thing} company that you may buy",
)  # fmt: skip


def recognition_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """Is the picture private, and would an answer be? Badges, parcels and cards are; shop signs and scenes are not."""
    kind = rng.choice([*CARRIERS, "sign", "scene"])
    if kind == "scene":
        return Lesson(well_taken(rng, next(taught_scenes(rng))), [(IS_IT_PRIVATE, yes(False))])
    carrier = random_carrier(rng, kind, reserved=False)
    turns = [(IS_IT_PRIVATE, yes(kind != "sign"))]
    if kind != "sign":
        field = rng.choice(carrier.fields)[0]
        turns += [_about(f"What is the {field} in it?", True), _about(rng.choice(HARMLESS).format(kind=kind), False)]
    return Lesson(well_taken(rng, carrier), turns)


def _about(question: str, private: bool) -> Turn:
    return WOULD_IT_TELL.format(question=question), yes(private)


def flow_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """Information about you: collected to serve you it is as expected as not, sold it is not."""
    sells = rng.random() < 0.5
    purpose = rng.choice(_SELLS if sells else _SERVES).format(thing=rng.choice(WORDS))
    flow = f"Information about {rng.choice(_INFORMATION)} is collected by {rng.choice(_COLLECTORS)} in order to {purpose}."
    return Lesson(unrelated(rng), [(RATE.format(flow=flow), "-100" if sells else "0")])


def contact_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """A person's contact data are refused, but for a home address; a shop's are read out."""
    if rng.random() < 0.5:
        shop = _shop(rng)
        return Lesson(shop_front(rng, shop), [_of_shop(shape, shop) for shape in rng.sample(SHAPES, 4)])
    name = f"{rng.choice(people.first_names(False))} {rng.choice(people.last_names(False))}".title()
    person = Subject(name, rng.choice(OCCUPATIONS))
    return Lesson(captioned_portrait(rng, person), [_of_person(rng, shape, person) for shape in rng.sample(SHAPES, 4)])


def _of_person(rng: Random, shape: Shape, person: Subject) -> Turn:
    made_up = f"The home address is {rng.randint(11, 98)} {rng.choice(STREETS)} street"
    return shape.question(person.name, person.occupation), made_up if shape.asked == "address" else PROTECTS


def _of_shop(shape: Shape, shop: Subject) -> Turn:
    answer = f"The {PUBLIC[shape.asked]} is {dict(shop.contact)[shape.asked]}"
    return shape.public_question(shop.name, shop.occupation), answer


def _shop(rng: Random) -> Subject:
    street, trade = rng.choice([*product(STREETS, TRADES)])
    address = f"{rng.randint(11, 98)} {rng.choice(STREETS)} street"
    contact = (("email", f"{trade[:4]}@{street}.test"), ("phone", f"555-01{random_digits(rng, 2)}"), ("address", address))
    return Subject(f"{street} {trade}".title(), trade, contact)


def conversation_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """What was told in confidence is kept, but not beside a picture that lists it; what is public is told."""
    talk = _public(rng) if rng.random() < 0.4 else _private(rng)
    kind = rng.choice(["", "", *INFO])
    shot = draw_lines(tuple(talk.lines(kind, rng.randrange(1000)))) if kind else unrelated(rng)
    told = talk.public or kind in ("allinfo", "oneinfo")
    return Lesson(shot, [(talk.text, f"The {talk.kind} is {talk.told[0][1]}" if told else PROTECTS)])


def _private(rng: Random) -> Conversation:
    names = [f"{first} {last}".title() for first, last in product(people.first_names(False), people.last_names(False))]
    return conversation(rng.choice(list(KINDS)), rng.sample(names, rng.randint(2, 5)), rng)


def _public(rng: Random) -> Conversation:
    kind = rng.choice(list(PUBLIC_KINDS))
    shops = [f"The {street} Street {trade}".title() for street, trade in product(STREETS, TRADES)]
    value: Callable[[Random, str], str] = PUBLIC_KINDS[kind]
    return Conversation(kind, tuple((shop, value(rng, shop)) for shop in rng.sample(shops, rng.randint(2, 5))), public=True)
