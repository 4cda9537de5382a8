"""`recorded/FILE.jsonl`: gates answers that somebody recorded, without a model.

One JSON object a line: `sample` (the id in brackets in the test's name), `response`, and, for tests that ask one sample
several times, `as` (such as `noise`).
"""

import json
from collections.abc import Sequence
from pathlib import Path

from adapters.types import Prompt, Response


class RecordingError(ValueError):
    """Raised when a recording cannot be read; names the file and the line."""


class Recorded:
    """Looks answers up. A sample without one is an error, never an answer."""

    def __init__(self, file: Path) -> None:
        self.name = f"recorded/{file}"
        self._file = file
        self._answers: dict[str, str] = {}
        for number, line in enumerate(_text(file).split("\n"), 1):  # an answer may hold other separators of lines, unescaped
            if line.strip():
                self._add(number, *_read_line(file, number, line))

    def _add(self, number: int, name: str, response: str) -> None:
        if name in self._answers:
            raise RecordingError(f"{self._file}, line {number}: {name} has a response already; leave one of the two")
        self._answers[name] = response

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """The recorded response to each prompt, by the prompt's name."""
        return [self._response(prompt.name) for prompt in prompts]

    def _response(self, name: str) -> Response:
        if name not in self._answers:
            id, _, kind = name.partition("#")
            line = json.dumps({"sample": id} | ({"as": kind} if kind else {}) | {"response": "..."})
            return Response("", finish="error", error=f"{self._file} holds no response for sample {name}; add a line {line}")
        return Response(self._answers[name])


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordingError(f"{file}, byte {error.start}: not UTF-8 text") from None


def _read_line(file: Path, number: int, line: str) -> tuple[str, str]:
    try:
        entry = json.loads(line)
        sample, response = entry["sample"], entry["response"]
    except (ValueError, KeyError, TypeError):
        raise RecordingError(f'{file}, line {number}: expected {{"sample": ..., "response": ...}}, found {line[:60]}') from None
    if not isinstance(sample, str) or not isinstance(response, str):
        raise RecordingError(f"{file}, line {number}: sample and response are text, found {line[:60]}")
    return f"{sample}#{entry['as']}" if entry.get("as") else sample, response
