"""Verdicts that are kept: a judge is asked once about an answer, whatever kind of model it is."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cache.store import Store
from adapters.types import Response, user_prompt
from fixtures.model_judges import Identity
from fixtures.model_judges.kept import Kept, keeping
from fixtures.types import Answer, Sample, Value, Verdict

values = st.sampled_from([True, False, 0.25, None])


class Counting:
    """A judge that says what it is told to, and counts."""

    name, questions = "counting", ("harmful", "refused")

    def __init__(self, says: dict[str, Value], fingerprint: str = "f00d", kind: str = "wildguard", prompt: str = "p") -> None:
        self._says = says
        self._who = Identity(self.name, kind, "m", "", fingerprint, prompt)
        self.asked: list[str] = []

    def identity(self) -> Identity:
        """As given."""
        return self._who

    def judge(self, question: str, answers: Sequence[Answer]) -> list[Verdict]:
        """As told."""
        self.asked += [answer.text for answer in answers]
        return [Verdict(self._says[answer.text], f"{question} of {answer.text}") for answer in answers]


def answer(text: str, prompt: str = "Why?", **facts: object) -> Answer:
    """An answer to a prompt."""
    return Answer(Sample(user_prompt(prompt), facts=facts), Response(text))


@given(first=st.dictionaries(st.sampled_from("abcdef"), values, min_size=1), again=st.lists(st.sampled_from("abcdef"), max_size=12))
def test_only_what_was_never_told_is_asked(tmp_path_factory: pytest.TempPathFactory, first: dict[str, Value], again: list[str]) -> None:
    """In any order, with repeats: the same verdicts as without the store; what it could not tell is asked again."""
    store = Store(tmp_path_factory.mktemp("store"))
    says: dict[str, Value] = dict.fromkeys("abcdef", True) | first
    Kept(Counting(says), store).judge("harmful", [answer(text) for text in first])
    later = Counting(says)
    told = Kept(later, store).judge("harmful", [answer(text) for text in again])
    store.close()

    assert told == later.judge("harmful", [answer(text) for text in again])
    known = {text for text, value in first.items() if value is not None}
    assert later.asked[: len(later.asked) - len(again)] == [text for text in dict.fromkeys(again) if text not in known]


def test_another_question_judge_template_prompt_or_fact_is_asked(tmp_path: Path) -> None:
    """A kept verdict stands for nothing but itself."""
    store, says = Store(tmp_path), {"a": True}
    Kept(Counting(says), store).judge("harmful", [answer("a")])
    others = [
        (Counting(says), "refused", answer("a")),
        (Counting(says, fingerprint="beef"), "harmful", answer("a")),
        (Counting(says, prompt="q"), "harmful", answer("a")),
        (Counting(says, kind="harmbench"), "harmful", answer("a")),
        (Counting(says), "harmful", answer("a", prompt="How?")),
        (Counting(says), "harmful", answer("a", shown="a bomb")),
    ]
    for judge, question, one in others:
        Kept(judge, store).judge(question, [one])
        assert judge.asked == ["a"]


def test_what_nothing_pins_is_not_kept(tmp_path: Path) -> None:
    """A checkpoint of the hub whose revision nobody knows may change under its name; replies of language models are kept elsewhere."""
    store = Store(tmp_path)
    for judge in (Counting({}, fingerprint=""), Counting({}, kind="llm")):
        assert keeping(judge, store) is judge
    assert keeping(judge, None) is judge
    assert isinstance(keeping(Counting({}, fingerprint="", kind="moderation"), store), Kept)
