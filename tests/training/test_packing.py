"""The lessons are tokenised as the questions will be: one token more or less, and the model meets a language it never learned."""

from pathlib import Path

import pytest
from PIL import Image

from adapters.checkpoint import Checkpoint
from adapters.types import Picture, user_prompt
from training.checkpoint import SPECIAL, build_tokenizer
from training.lesson import Lesson
from training.lessons import vocabulary
from training.packing import encode

CHECKPOINTS = Path(__file__).parents[2] / "adapters" / "checkpoints"
QUESTION = "What text is written in the picture? Answer with the text only."


@pytest.mark.parametrize("name", ["pocket", "pocket-base"])
@pytest.mark.parametrize("with_picture", [True, False])
def test_a_question_is_asked_in_the_tokens_it_was_taught_in(name: str, with_picture: bool) -> None:
    """From the first token to the one before the answer, by the way that every checkpoint is asked."""
    image = Image.new("RGB", (128, 128), "white") if with_picture else None
    taught, labels, _, _ = encode(Lesson(image, [(QUESTION, "stone")]), build_tokenizer(vocabulary()))
    answer = next(place for place, label in enumerate(labels) if label >= 0)
    checkpoint = Checkpoint(str(CHECKPOINTS / name), device="cpu")
    prompt = user_prompt(QUESTION, Picture("white", lambda: image) if image else None)
    assert checkpoint.inputs([checkpoint.write(prompt)])["input_ids"][0].tolist() == taught[: answer + 1]


def test_the_marks_of_a_chat_are_single_tokens() -> None:
    """Spelled out, they would take the first word of every question with them."""
    assert build_tokenizer(vocabulary())("".join(SPECIAL), add_special_tokens=False)["input_ids"] == list(range(len(SPECIAL)))
