"""The classifier of actions on a tiny Longformer: the same labels as the reference's own way of asking it, whatever the company."""

from pathlib import Path

import pytest
from transformers import LongformerConfig, LongformerModel, pipeline

from adapters.types import Response, user_prompt
from fixtures.model_judges.longformer import ACTIONS, SequenceClassifier
from fixtures.model_judges.naming import make_judge
from fixtures.types import Answer, Sample
from tests.model_judges.longformers import make

TEXTS = [f"{words} {number}" for number in range(8) for words in ("I cannot", "Sure, here", "What is", "no", "It was said that, of all")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint."""
    return make(tmp_path_factory.mktemp("longformer"))


def said(*texts: str) -> list[Answer]:
    """Answers."""
    return [Answer(Sample(user_prompt("?")), Response(text)) for text in texts]


def test_labels_are_those_of_the_pipeline_that_the_reference_calls(folder: Path) -> None:
    """Text by text there, in padded batches here; the judge tells the same under both of its questions."""
    published = pipeline("text-classification", model=str(folder), device="cpu")
    expected = [int(published(text)[0]["label"].removeprefix("LABEL_")) for text in TEXTS]
    assert len(set(expected)) >= 3
    judge = make_judge(f"longformer={folder}", lambda prompts: [], batch_size=7)
    told = judge.judge("action", said(*TEXTS))
    assert [verdict.value for verdict in told] == expected
    assert [verdict.why for verdict in told] == [ACTIONS[label] for label in expected]
    assert [verdict.value for verdict in judge.judge("refused", said(*TEXTS))] == [label == 0 for label in expected]
    assert len(judge.identity().fingerprint) == 16


def test_a_text_beyond_its_length_is_cut_as_transformers_cuts_it(folder: Path) -> None:
    """The pipeline, told to truncate, says the same."""
    long = " ".join(TEXTS)
    published = pipeline("text-classification", model=str(folder), device="cpu")
    label = SequenceClassifier("tiny", str(folder)).labels([long, "no"])[0]
    assert published(long, truncation=True)[0]["label"] == f"LABEL_{label}"


def test_a_checkpoint_of_another_kind_gives_no_verdict_and_loads_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other labels, no head at all, or nothing there: None with a reason that says what to type, and no second try."""
    two = make(tmp_path / "two", labels=2)
    headless = make(tmp_path / "headless")
    LongformerModel(LongformerConfig.from_pretrained(headless)).save_pretrained(headless)
    loads: list[str] = []
    usual = SequenceClassifier.__init__

    def counted(self: SequenceClassifier, *place: str) -> None:
        loads.append(place[0])
        usual(self, *place)

    monkeypatch.setattr(SequenceClassifier, "__init__", counted)
    for place, why in ((two, "expected LABEL_0 to LABEL_5"), (headless, "is no classifier"), (tmp_path, "ValueError")):
        judge = make_judge(f"longformer={place}", lambda prompts: [])
        told = judge.judge("action", said("a", "b", "c")) + judge.judge("action", said("d"))
        assert [verdict.value for verdict in told] == [None] * 4
        assert all(why in verdict.why and "--judge=longformer=FOLDER" in verdict.why for verdict in told), told[0].why
    assert len(loads) == 3
