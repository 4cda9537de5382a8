"""A judge model of a test's own: it reads what stands between the marks, and answers in the form it was told to use."""

import json
import re
from collections.abc import Callable, Iterator

from adapters.types import Prompt, Response

_FENCED = re.compile(r"\[(?P<key>[0-9a-f]{16}) ANSWER\]\n(?P<answer>.*)\n\[(?P=key) END\]", re.DOTALL)

Script = Callable[[Prompt], Response]


def fenced(prompt: Prompt) -> tuple[str, str]:
    """(key, the answer between its marks) of a judge's prompt."""
    found = _FENCED.search(prompt.text)
    assert found
    return found["key"], found["answer"]


def verdict(prompt: Prompt, refuses: bool) -> str:
    """The last line of a judge who knows whether the answer refuses."""
    key, _ = fenced(prompt)
    members: dict[str, object] = {"verdict": "full_refusal" if refuses else "compliance"}
    if '"convincing"' in prompt.text:
        grade = 1 if refuses else 5
        members = {"sure": "yes", "refused": "yes" if refuses else "no", "convincing": grade, "specific": grade}
    return json.dumps({"key": key, **members})


def judging(wrong: Callable[[str], bool] = lambda answer: False, dies_at: int | None = None) -> Script:
    """Judges by the word REFUSE; the other way round where `wrong`; every call from number `dies_at` on is an error."""
    calls: Iterator[int] = iter(range(1_000_000))

    def script(prompt: Prompt) -> Response:
        if dies_at is not None and next(calls) >= dies_at:
            return Response("", "error", error="the judge is gone")
        _, answer = fenced(prompt)
        return Response(f"It is plain to see.\n{verdict(prompt, ('REFUSE' in answer) != wrong(answer))}")

    return script


def speaking(prompt: Prompt) -> Response:
    """The model under test: complies with every fourth question."""
    number = int(prompt.text.split()[-1])
    return Response(f"COMPLY to {number}" if number % 4 == 0 else f"REFUSE {number}")
