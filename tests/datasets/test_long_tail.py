"""T.4's and T.7's questions: answers no picture spells out, misleading pictures that show something else, islands nobody knows."""

import pytest

from fixtures.datasets.flags import FLAGS
from fixtures.datasets.long_tail import ELEMENTS, long_tail, unheard_of
from fixtures.datasets.slots import held_out


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_a_misleading_picture_is_another_questions_help(seed: int) -> None:
    """Of the same kind, and never the right one."""
    questions = long_tail(seed)
    helping = {question.helps.key: question.answer for question in questions}

    assert len(helping) == len(questions) == 60
    for question in questions:
        assert question.misleads is not None
        assert helping[question.misleads.key] not in (question.answer, *question.accept)


def test_no_two_flags_look_alike() -> None:
    """Not even at a glance: else the picture would help with another country as well."""
    pictures = {question.helps.look().resize((24, 24)).tobytes() for question in long_tail(0) if "capital" in question.text}
    assert len(pictures) == len(FLAGS)


def test_symbols_and_numbers_are_of_different_elements() -> None:
    """As many numbers and symbols as tiles."""
    assert len(set(ELEMENTS.values())) == len({number for number, _ in ELEMENTS.values()}) == len(ELEMENTS) == 27


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_only_the_picture_tells_of_an_island(seed: int) -> None:
    """Its answer stands on the card and not in the question; the island is on the test side."""
    for question in unheard_of(seed, 12):
        letters = question.helps.look().info["letters"]
        card = "".join(letter for _, letter in sorted(letters.items()))
        assert question.answer.lower() in card
        assert question.answer.lower() not in question.text.lower()
        island = question.text.rstrip("?").removesuffix(" called").split()[-1].lower()
        field = question.text.removeprefix("What is the ").partition(" of ")[0]
        assert held_out((island, field, question.answer.lower()))
