"""Answers, verdicts, attacked pictures, findings of controls: each is inspected, exported and pruned alike, and made again afterwards."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from adapters.cache.__main__ import main
from adapters.cache.cached import Cached
from adapters.cache.store import Store
from adapters.types import Picture, Prompt, Response, user_prompt
from fixtures.attacks.kept import Kept as KeptAttacks
from fixtures.attacks.making import Budget, Goal
from fixtures.model_judges import Identity
from fixtures.model_judges.kept import Kept as KeptVerdicts
from fixtures.types import Answer, Sample, Verdict

SQUARE = Picture("a red square", lambda: Image.new("RGB", (4, 4), "red"))
ASKED = user_prompt("what is this?", SQUARE)
GOAL, BUDGET = Goal(ASKED, "a red square", towards=False), Budget(8 / 255, 3)


@dataclass
class Made:
    """Counts what had to be made, by kind."""

    kinds: list[str] = field(default_factory=list)
    name = "pocket"

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """A model."""
        self.kinds += ["responses"] * len(prompts)
        return [Response("a red square") for _ in prompts]

    questions = ("harmful",)

    def identity(self) -> Identity:
        """A judge."""
        return Identity("pocket", "wildguard", "m", "", "f00d", "")

    def judge(self, question: str, answers: Sequence[Answer]) -> list[Verdict]:
        """Its verdicts."""
        self.kinds += ["verdicts"] * len(answers)
        return [Verdict(False, "it is a square") for _ in answers]

    def look(self) -> Image.Image:
        """A picture at a model's fixed point."""
        self.kinds.append("fixed points")
        return SQUARE.image()


def everything(store: Store) -> list[str]:
    """A run that uses every kind once; the kinds that it had to make."""
    made = Made()
    Cached("pocket", store, lambda: made, "id").generate([ASKED])
    KeptVerdicts(made, store).judge("harmful", [Answer(Sample(ASKED), Response("a red square"))])
    attacks = KeptAttacks("pocket", store)
    attacks.clean(SQUARE, made.look)
    if attacks.attacked([GOAL], BUDGET) == [None]:
        made.kinds.append("attacked")
        attacks.keep_attacked(GOAL, BUDGET, SQUARE.png())
    if attacks.finding("it succeeds") is None:
        made.kinds.append("attack controls")
        attacks.keep_finding("it succeeds", {"held": True})
    store.put("anything", "after them", 0).result()  # whatever was put before it is on disk now
    return sorted(made.kinds)


KINDS = ["attack controls", "attacked", "fixed points", "responses", "verdicts"]


@pytest.fixture
def cli(store: Store, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """The command, and what it prints."""

    def run(*words: str) -> str:
        capsys.readouterr()
        assert main(["--folder", str(store.file.parent), *words]) == 0
        return capsys.readouterr().out

    return run


@given(st.sets(st.sampled_from(KINDS)))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_pruned_is_made_again_and_nothing_else(store: Store, cli: Callable[..., str], kinds: set[str]) -> None:
    """Whichever kinds."""
    everything(store)
    assert everything(store) == []
    for kind in kinds:
        cli("prune", f"--namespace={kind}")
    assert everything(store) == sorted(kinds)
    assert everything(store) == []


def test_what_belongs_to_a_model_goes_with_it(store: Store, cli: Callable[..., str]) -> None:
    """Its answers, what was made of its pictures, what a judge of that name said."""
    assert everything(store) == KINDS
    cli("prune", "--model=another")
    assert everything(store) == []
    cli("prune", "--model=pocket")
    assert everything(store) == KINDS


def test_every_kind_is_inspected_and_exported(store: Store, cli: Callable[..., str]) -> None:
    """One line of JSON each; the pictures in it are PNG files."""
    everything(store)
    shown = cli("inspect")
    for kind in KINDS:
        assert f"\n{kind:<16} pocket " in shown
        lines = [json.loads(line) for line in cli("export", f"--namespace={kind}").splitlines()]
        assert [(line["namespace"], line["label"]) for line in lines] == [(kind, "pocket")]
