"""Judges that say what a test tells them to, in a chunk of the engine's: what does the reference's evaluator make of it?"""

import inspect
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from adapters.types import Prompt, Response
from fixtures.asking import record
from fixtures.chunks import Body, Chunk
from fixtures.compat import Panel, compat_judge
from fixtures.judges import judges
from fixtures.model_judges import Identity, ModelJudge
from fixtures.model_judges.llm import LanguageModelJudge
from fixtures.task import task_of
from fixtures.types import Answer, Measured, Sample, Value, Verdict


class Told:
    """A judge of a kind that says `says(text)` of every text, and notes what it was asked about."""

    questions: tuple[str, ...] = ()

    def __init__(self, kind: str, says: Callable[[str], Value]) -> None:
        self.name = kind
        self._says = says
        self.asked: list[Answer] = []

    def identity(self) -> Identity:
        """As named."""
        return Identity(self.name, self.name, "m", "", "f00d", "p")

    def judge(self, question: str, answers: Sequence[Answer]) -> list[Verdict]:
        """As told."""
        self.asked += answers
        return [Verdict(self._says(answer.text), "out of order" if self._says(answer.text) is None else "") for answer in answers]


def chat(says: Callable[[str], str | Response], asked: list[Prompt] | None = None) -> ModelJudge:
    """A language model that replies `says(prompt's text)`."""

    def ask(prompts: list[Prompt]) -> list[Response]:
        if asked is not None:
            asked.extend(prompts)
        replies = [says(prompt.text) for prompt in prompts]
        return [Response(reply) if isinstance(reply, str) else reply for reply in replies]

    return LanguageModelJudge("chat", ask, Identity("chat", "llm", "m", "", "", ""))


def verdicts(name: str, task: str, samples: Sequence[Sample], texts: Sequence[str], *panel: ModelJudge) -> list[Verdict]:
    """What stands in for our judge of this name says of answers to samples of a task, side by side."""
    judge, told = compat_judge(name, judges()[name], Panel(panel)), {}

    def test(body: Body) -> None:
        told[body.place] = judge(Answer(body.sample, Response(texts[body.place])))

    bodies = [Body(place, str(place), sample, "m", task=task) for place, sample in enumerate(samples)]
    with ThreadPoolExecutor(len(bodies)) as pool:
        Chunk(bodies).run(test, pool)
    assert [body.error for body in bodies] == [None] * len(bodies)
    return [told[place] for place in range(len(bodies))]


def played(function: Callable[..., None], samples: Sequence[Sample], reply: Callable[[Sample], str], panel: Panel) -> list[Measured]:
    """What a task's own test function measures of samples under --compat, side by side."""

    def ask(sample: Sample) -> Answer:
        return Answer(sample, Response(reply(sample)))

    def test(body: Body) -> None:
        function(**{name: (known | {"sample": body.sample})[name] for name in inspect.signature(function).parameters})

    known = {name: compat_judge(name, local, panel) for name, local in judges().items()} | {"ask": ask, "measure": record}
    task = task_of(function)
    assert task is not None
    bodies = [Body(place, str(place), sample, "m", task=task.id) for place, sample in enumerate(samples)]
    with ThreadPoolExecutor(len(bodies)) as pool:
        Chunk(bodies).run(test, pool)
    assert [body.error for body in bodies] == [None] * len(bodies)
    return [Measured(body.sample, "answered", body.measures, body.verdicts) for body in bodies]
