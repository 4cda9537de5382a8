"""What is asked is not changed by asking, and what was said arrives as it was said."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from adapters.load import load_model
from adapters.recorded import Recorded
from adapters.types import Picture, Prompt, Turn
from tests.adapters.endpoints.conftest import endpoint
from tests.adapters.endpoints.server import Reply, Server, completion, words_of


def prompt(pixels: np.ndarray) -> Prompt:
    """A system turn, an earlier exchange, and a picture."""
    picture = Picture("noise", lambda: Image.fromarray(pixels))
    return Prompt(
        (Turn("system", "Be brief."), Turn("user", "Hello."), Turn("assistant", "Hello."), Turn("user", "What is it?", (picture,))), 6
    )


def test_a_local_model_leaves_its_prompt_alone() -> None:
    """Words, turns and pixels are what they were, and the second answer is the first."""
    pixels = np.random.default_rng(0).integers(0, 256, (96, 80, 3), dtype=np.uint8)
    asked, before = prompt(pixels.copy()), prompt(pixels)
    model = load_model("pocket")
    said = [model.generate([asked])[0].text for _ in range(2)]
    assert said[0] == said[1]
    assert [turn.text for turn in asked.turns] == [turn.text for turn in before.turns]
    assert (np.asarray(asked.pictures[0].image()) == pixels).all()


def test_an_endpoint_gets_the_same_request_again() -> None:
    """Nothing is added to, or taken from, a prompt that was sent before."""
    pixels = np.random.default_rng(1).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    asked = prompt(pixels)
    with Server(lambda request, count: Reply(completion("noise"))) as server:
        for _ in range(2):
            endpoint(server).generate([asked])
        first, second = server.requests
    assert first == second
    assert words_of(first) == "What is it?"


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_any_recorded_text_arrives_whole(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """No letter is eaten at either end, whatever the text."""
    file = tmp_path_factory.mktemp("recorded") / "answers.jsonl"
    file.write_text(json.dumps({"sample": "a", "response": text}) + "\n", "utf-8")
    assert Recorded(file).generate([Prompt((Turn("user", "?"),), name="a")])[0].text == text


@pytest.mark.parametrize("ending", ["do not", "the end", "next", "index", "of <ox|", "<|text"])
def test_an_endpoints_last_letters_stay(ending: str) -> None:
    """Marks of a template are cut as marks, never as letters of a set."""
    with Server(lambda request, count: Reply(completion(f"They {ending}"))) as server:
        answer = endpoint(server).generate([Prompt((Turn("user", "?"),))])[0]
    assert answer.text == f"They {ending}"
