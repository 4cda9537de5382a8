"""A cached model: asks what is new, once; keeps answers and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from adapters.cache.cached import NAMESPACE, Cached, describe, key_of, worth_keeping
from adapters.cache.store import Store
from adapters.types import Picture, Prompt, Response, Turn, user_prompt


class Asked:
    """A model that counts what it is asked."""

    name = "asked"

    def __init__(self, answer: Any = lambda prompt: Response(f"re {prompt.text}", usage={"input": 3.0})) -> None:
        self.answer = answer
        self.prompts: list[Prompt] = []
        self.loaded = 0

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """As it was told."""
        self.prompts += prompts
        return [self.answer(prompt) for prompt in prompts]

    def load(self) -> "Asked":
        """Itself."""
        self.loaded += 1
        return self


def square(colour: str, key: str = "") -> Picture:
    """A small picture."""
    return Picture(key or colour, lambda: Image.new("RGB", (4, 4), colour))


def test_a_second_run_asks_nothing_and_loads_nothing(store: Store) -> None:
    """Same responses, in the order asked, marked as kept."""
    model, prompts = Asked(), [user_prompt("a"), user_prompt("b", square("red")), user_prompt("a", square("red"))]
    first = Cached("m", store, model.load, "id").generate(prompts)
    model.loaded = 0
    second = Cached("m", store, model.load, "id").generate(prompts[::-1])
    assert second == first[::-1]
    assert [response.cached for response in [*first, *second]] == [False] * 3 + [True] * 3
    assert len(model.prompts) == 3
    assert model.loaded == 0


def test_equal_prompts_are_asked_once(store: Store) -> None:
    """Whatever they are called."""
    model = Asked()
    prompts = [replace(user_prompt("a"), name=name) for name in "xyz"]
    assert [response.text for response in Cached("m", store, model.load, "id").generate(prompts)] == ["re a"] * 3
    assert len(model.prompts) == 1


@given(st.lists(st.sampled_from(["stop", "length", "blocked", "error"]), min_size=1, max_size=6), st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_answers_are_kept(store: Store, finishes: list[Any], data: st.DataObject) -> None:
    """An error, a block and an empty answer are asked again by the next run; an answer is not."""
    texts = data.draw(st.lists(st.sampled_from(["", " \n", "\u200b\ufeff\x00", "words"]), min_size=len(finishes), max_size=len(finishes)))
    identity = str(uuid4())
    said = {str(n): Response(text, finish) for n, (text, finish) in enumerate(zip(texts, finishes, strict=True))}
    model = Asked(lambda prompt: said[prompt.text])
    prompts = [user_prompt(name) for name in said]
    for _ in range(2):
        assert Cached("m", store, model.load, identity).generate(prompts) == list(said.values())
    answers = sum(finish in ("stop", "length") and text == "words" for text, finish in zip(texts, finishes, strict=True))
    assert len(model.prompts) == 2 * len(prompts) - answers
    assert sum(map(worth_keeping, said.values())) == answers


TURNS = st.lists(
    st.builds(
        Turn,
        st.sampled_from(["system", "user", "assistant"]),
        st.text(max_size=4),
        st.lists(st.sampled_from(["red", "blue"]).map(square), max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
PROMPTS = st.builds(Prompt, TURNS, st.integers(1, 3), st.text(max_size=2))


@given(PROMPTS, PROMPTS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_keys_are_equal_just_when_prompts_are(store: Store, one: Prompt, other: Prompt) -> None:
    """Roles, words, pictures, their order and turn, length; not the sample's name."""
    first, second = describe([one, other], store)
    assert (key_of("id", first) == key_of("id", second)) == (one == other)
    assert key_of("id", first) != key_of("another id", first)


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**48 - 1))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pixels_count_and_files_count(store: Store, tmp_path: Any, one: int, other: int) -> None:
    """Two pictures that differ in one bit are two, also when both lie on disk under one name, one after the other."""
    assume(one != other)

    def prompt(value: int) -> Prompt:
        image = Image.frombytes("RGB", (2, 1), value.to_bytes(6, "big"))
        image.save(tmp_path / "one.png")
        return user_prompt("?", Picture("same key", lambda: image, tmp_path / "one.png"))

    first = key_of("id", describe([prompt(one)], store)[0])
    assert first != key_of("id", describe([prompt(other)], store)[0])
    assert first == key_of("id", describe([prompt(one)], store)[0])


def test_a_drawn_picture_is_drawn_once(store: Store) -> None:
    """The second run knows its digest by its recipe, and by the code that may have drawn it."""
    drawn = []

    def draw() -> Image.Image:
        drawn.append(1)
        return Image.new("RGB", (4, 4), "green")

    first = describe([user_prompt("?", Picture("a green square", draw))], store)
    store.put("anything", "after it", 0).result()
    assert describe([user_prompt("?", Picture("a green square", draw))], store) == first
    assert len(drawn) == 1


def test_a_drawn_picture_is_drawn_again_after_its_code_changed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Same recipe, other code, other pixels: another key."""
    from adapters.cache import pixels

    before = describe([user_prompt("?", square("red", "recipe"))], store)
    monkeypatch.setattr(pixels, "_code", lambda: "changed")
    assert describe([user_prompt("?", square("blue", "recipe"))], store) != before


def test_a_model_that_streams_is_kept_as_it_goes(store: Store) -> None:
    """What came before it broke down is there for the next run."""

    class Streams(Asked):
        def stream(self, prompts: Sequence[Prompt], arrived: Any) -> list[Response]:
            for place, prompt in enumerate(prompts):
                if len(self.prompts) == 3:
                    raise OSError("gone")
                arrived(place, self.generate([prompt])[0]).result()
            return []

    model, prompts = Streams(), [user_prompt(str(number)) for number in range(5)]
    with pytest.raises(OSError, match="gone"):
        Cached("m", store, model.load, "id").generate(prompts)
    plain = Asked()
    assert len(Cached("m", store, plain.load, "id").generate(prompts)) == 5
    assert [prompt.text for prompt in plain.prompts] == ["3", "4"]


def test_everything_about_a_response_comes_back(store: Store) -> None:
    """Reasoning, usage, how it ended; and the entry says what was asked of whom."""
    whole = Response("words", "length", "thoughts", {"input": 5, "output": 2, "cost": 0.5})
    model = Asked(lambda prompt: whole)
    for _ in range(2):
        assert Cached("m", store, model.load, "id").generate([user_prompt("a")]) == [whole]
    (entry,) = store.entries(NAMESPACE)
    assert entry.label == "m"
    assert entry.value["prompt"] == {"turns": [["user", "a", []]], "max_new_tokens": 100}
