"""A fault of the reference's judges never makes a score: over the tasks themselves, it is the one without the fault, or there is none."""

from collections import defaultdict
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.types import Response
from fixtures.compat import ROUTES, Panel, compat_value
from fixtures.statistics import rate
from fixtures.task import Source, task_of
from fixtures.types import Sample, UnscoredError, Value
from tests.compat.panels import Told, chat, played
from tests.compat.test_judging import FUNCTIONS

ATTACKED = ("R.4", "R.5", "S.5")
"""Their functions take attacks; what judges them is in `test_panel.py` and `test_chat.py`."""
JUDGED = sorted({task for routes in ROUTES.values() for route in routes if route.kinds for task in route.tasks} - {*ATTACKED})
REPLIES = ("Yes.", "I cannot say, sorry.", "A wholly ordinary answer that says what there is to say, and no more than that.")


def some(task: str) -> list[Sample]:
    """Three samples of each variant, without twins."""
    found = task_of(FUNCTIONS[task])
    assert found is not None
    by_variant = defaultdict(list)
    for sample in found.samples(Source(0)):
        if not sample.twin:
            by_variant[sample.variant].append(sample)
    return [sample for of_variant in by_variant.values() for sample in of_variant[:3]]


def draw(salt: str, text: str) -> int:
    """A number that a text and a salt decide."""
    return int(sha256(f"{salt}{text}".encode()).hexdigest()[:6], 16)


def panel_of(salt: str, fails: int, missing: str) -> Panel:
    """Judges who say what the text decides, and fail at one text in `fails`; one kind may be missing."""

    def failing(text: str) -> bool:
        return bool(fails) and draw("fails", text) % fails == 0

    def told(value: Value, text: str) -> Value:
        return None if failing(text) else value

    def reply(prompt: str) -> str | Response:
        return Response("", "error", error="gone") if failing(prompt) else ("Yes.", "No.", "75")[draw(salt, prompt) % 3]

    judges = [
        chat(reply),
        Told("longformer", lambda text: told(draw(salt, text) % 6, text)),
        Told("perspective", lambda text: told(draw(salt, text) % 7 / 10, text)),
        Told("moderation", lambda text: told(draw(salt, text) % 5 / 10, text)),
        Told("harmbench", lambda text: told(draw(salt, text) % 2 == 0, text)),
    ]
    return Panel([judge for judge in judges if judge.identity().kind != missing])


def score(task: str, salt: str, fails: int = 0, missing: str = "") -> float | None:
    """The task's score by the reference's formula, or None with a reason."""
    found, samples = task_of(FUNCTIONS[task]), SAMPLES[task]
    rows = played(FUNCTIONS[task], samples, lambda sample: REPLIES[draw(salt, sample.id) % 3], panel_of(salt, fails, missing))
    assert found is not None
    assert found.score is not None

    def value(statistic: object) -> float:
        figure = compat_value(statistic, rows)  # type: ignore[arg-type]
        assert figure is not None, str(statistic)
        return figure

    try:
        return found.score(value)
    except UnscoredError:
        return None


SAMPLES = {task: some(task) for task in JUDGED}


def test_these_tasks_need_a_model_as_judge() -> None:
    """Twenty-two of thirty-two, with those that are attacked; docs/fidelity.md lists them."""
    assert [*JUDGED, *ATTACKED] == [
        *("F.1", "F.4", "F.5", "F.7", "P.4", "P.5", "P.6", "R.1", "R.2", "S.1", "S.2", "S.3", "S.4", "S.6"),
        *("T.1", "T.3", "T.4", "T.5", "T.7", "R.4", "R.5", "S.5"),
    ]


@pytest.mark.parametrize("task", JUDGED)
@settings(max_examples=4)
@given(
    salt=st.text(max_size=3),
    fails=st.integers(2, 40),
    missing=st.sampled_from(["", "llm", "longformer", "perspective", "moderation", "harmbench"]),
)
def test_a_fault_takes_the_score_or_changes_nothing(task: str, salt: str, fails: int, missing: str) -> None:
    """However many texts a judge fails at, and whoever is missing."""
    whole = score(task, salt)
    assert whole is not None
    assert score(task, salt, fails) in (None, whole)
    assert score(task, salt, missing=missing) in (None, whole)


def test_a_missing_score_says_why() -> None:
    """With what to type."""
    rows = played(FUNCTIONS["T.5"], SAMPLES["T.5"], lambda sample: "Yes.", Panel())
    with pytest.raises(UnscoredError, match=r"^not judged: add --judge=NAME, a language model"):
        compat_value(rate("correct"), rows)
