"""A model behind mitigations: asked about purified pictures, told apart in the cache, and as it was for everything else."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from adapters.cache import cached as caching
from adapters.cache.fingerprint import fingerprint
from adapters.cache.store import Store
from adapters.types import Differentiable, Picture, Prompt, Response, Streaming, Turn, user_prompt
from fixtures.asking import Models
from fixtures.attacks.kept import Kept
from fixtures.attacks.making import Budget, Goal
from fixtures.mitigations import mitigation
from fixtures.purifying import NONE, Mitigations, Purified

JPEG, BITS = Mitigations((mitigation("jpeg"),)), Mitigations((mitigation("bits"),))


class Looks:
    """Answers with the bytes of the pictures that it is shown."""

    name = "pocket"

    def __init__(self) -> None:
        self.asked: list[Prompt] = []

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """One response a prompt."""
        self.asked += prompts
        return [Response(" ".join(picture.png().hex() for picture in prompt.pictures) or prompt.text) for prompt in prompts]


def picture(seed: int) -> Picture:
    """A picture that every mitigation changes."""
    pixels = np.random.default_rng(seed).integers(0, 256, (16, 24, 3), np.uint8)
    return Picture(f"noise {seed}", lambda: Image.fromarray(pixels))


def test_every_picture_of_every_turn_is_purified_and_words_pass() -> None:
    """Roles, words and lengths as they were; a prompt of words is the same object."""
    first, second, last = (picture(seed) for seed in range(3))
    shots = [first, second, last]
    turns = (Turn("system", "s"), Turn("user", "a", tuple(shots[:2])), Turn("assistant", "b"), Turn("user", "c", (shots[2],)))
    prompt, words = Prompt(turns, 7, "n"), user_prompt("only words")
    model = Looks()
    Purified(model, JPEG).generate([prompt, words])
    asked, same = model.asked
    assert same is words
    assert [(turn.role, turn.text, len(turn.pictures)) for turn in asked.turns] == [(t.role, t.text, len(t.pictures)) for t in turns]
    assert (asked.max_new_tokens, asked.name) == (7, "n")
    for shown, shot in zip(asked.pictures, shots, strict=True):
        assert shown.image().tobytes() == JPEG.purify(shot.image()).tobytes() != shot.image().tobytes()
        assert shown.key != shot.key


def test_a_model_stays_what_it_was(pocket: Differentiable) -> None:
    """With gradients behind them where it has them; without, none; with no mitigation, itself."""
    looks = Looks()
    assert Models(8, lambda _: pocket).get("pocket") is pocket
    assert isinstance(Models(8, lambda _: pocket, None, JPEG).get("pocket"), Differentiable)
    behind = Models(8, lambda _: looks, None, JPEG).get("pocket")
    assert isinstance(behind, Streaming)
    assert not isinstance(behind, Differentiable)


def test_a_stream_arrives_whether_the_model_streams_or_not() -> None:
    """Every response, at its place."""
    prompts, arrived = [user_prompt("a", picture(1)), user_prompt("b")], {}
    responses = Purified(Looks(), BITS).stream(prompts, lambda place, response: arrived.update({place: response}))
    assert [arrived[place] for place in range(2)] == responses


def test_what_was_answered_behind_a_mitigation_is_never_taken_for_another_answer(tmp_path: Path) -> None:
    """Undefended, behind one and behind another, in one store: each is asked, once; a second time none is."""
    prompt = user_prompt("what?", picture(0))
    store, answers = Store(tmp_path), []
    for asked in (1, 0):
        for before in (NONE, JPEG, BITS, Mitigations((*JPEG.parts, *BITS.parts))):
            model = Looks()
            (response,) = Models(8, lambda _, model=model: model, store, before).asker("pocket")([prompt])  # type: ignore[misc]
            assert len(model.asked) == asked
            answers.append(response.text)
    assert len(set(answers[:4])) == 4
    assert answers[:4] == answers[4:]


def test_attacked_pictures_are_kept_apart(tmp_path: Path) -> None:
    """One made without the mitigation is no attack on the model behind it."""
    store, goal = Store(tmp_path), Goal(user_prompt("what?", picture(0)), "a thing", towards=False)
    Kept("pocket", store).keep_attacked(goal, Budget(8 / 255, 2), b"png")
    store.close()  # which waits until it is written
    store = Store(tmp_path)
    assert Kept("pocket", store).attacked([goal], Budget(8 / 255, 2)) == [b"png"]
    assert Kept("pocket", store, JPEG.identity).attacked([goal], Budget(8 / 255, 2)) == [None]


@pytest.mark.parametrize("name", ["pocket", "http://localhost:1/v1#m"])
def test_a_fingerprint_has_what_stands_before_the_model(tmp_path: Path, name: str) -> None:
    """And nothing where nothing does: what was kept before there were mitigations stays."""
    store = Store(tmp_path)
    prints = {fingerprint(name, store, one.identity) for one in (NONE, JPEG, BITS)}
    assert len(prints) == 3
    assert fingerprint(name, store) in prints
    assert caching.NAMESPACE == "responses"
