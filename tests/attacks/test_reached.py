"""Whether leading away has worked, and what to lead away from next."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from adapters.transformers_model import TransformersModel
from adapters.types import Prompt, Response
from fixtures.attacks.making import Goal
from fixtures.attacks.reached import ROWS, still_says, until_named
from fixtures.judges.mentions import named_and_denied
from fixtures.judges.reading import plain
from tests.attacks.material import SAMPLES

WORDS = st.lists(
    st.sampled_from(["a", "Star", "star", "stars", "starry", "sky,", "in", "the", "sea lion.", "sealion", "\u2026"]), max_size=8
)


@given(WORDS, st.sets(st.sampled_from(["star", "sea lion"]), min_size=1))
def test_until_named_keeps_every_name_and_ends_with_one(said: list[str], names: set[str]) -> None:
    """What is cut off names nothing, as the judge of the task reads names; a text without a name stays whole."""
    text = " ".join(said)
    named, _ = named_and_denied(tuple(sorted(names)))
    cut = until_named(text, sorted(names))
    assert text.startswith(cut)
    assert len(named.findall(plain(cut))) == len(named.findall(plain(text)))
    if named.search(plain(text)):
        assert list(named.finditer(plain(cut)))[-1].end() == len(plain(cut))
    else:
        assert cut == text


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (Response("a red star."), "a red star."),
        (Response("no star here"), "no star here"),  # denied is still said
        (Response("a starry sky"), None),
        (Response("a red", "length"), ""),
        (Response(" "), ""),
        (Response("", "error", error="out of order"), ""),
    ],
)
def test_an_answer_that_broke_off_or_says_nothing_is_no_success(
    pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch, response: Response, expected: str | None
) -> None:
    """Only a whole answer without the name is. And whoever is asked, as many rows are asked at once."""
    asked: list[int] = []

    def generate(prompts: list[Prompt]) -> list[Response]:
        asked.append(len(prompts))
        return [response] * len(prompts)

    monkeypatch.setattr(pocket, "generate", generate)
    goals = [Goal(sample.prompt, "a star", False, unsaid=("star",)) for sample in (*SAMPLES, SAMPLES[0])]
    assert still_says(pocket, goals, [torch.rand(3, 4, 4)] * len(goals)) == [expected] * len(goals)
    assert asked == [ROWS["cpu"]] * 2
