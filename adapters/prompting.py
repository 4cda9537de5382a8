"""From turns to the one text that a checkpoint was trained to read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import TemplateError

from adapters.types import Picture, Prompt, Turn

DAY = date(2024, 7, 26)  # the day that Llama's own template falls back on
_CODES = "".join(f" | replace('%{code}', '{DAY.strftime(f'%{code}')}')" for code in "dbBYmyaAjHMS")


class PromptError(ValueError):
    """Raised when a model cannot be asked this prompt at all; says what it takes."""


@dataclass(frozen=True)
class Written:
    """A prompt as the processor takes it: one text that marks where its pictures go, the pictures, the longest answer."""

    text: str
    pictures: tuple[Picture, ...]
    max_new_tokens: int


def _said(prompt: Prompt) -> str:
    return "\n".join(turn.text for turn in prompt.turns if turn.text)


# Families whose checkpoints bring no chat template, by `model_type`: how their authors ask, and how many pictures they take.
FORMATS: dict[str, tuple[Callable[[Prompt], str], range]] = {
    # its processor adds <bos> and the newline that ends a prompt; `answer en` is the task it was mixed with for questions
    "paligemma": (lambda prompt: "<image>" * len(prompt.pictures) + f"answer en {_said(prompt)}", range(1, 1000)),
    # the words as they are: its processor puts the image tokens before them
    "instructblip": (_said, range(1, 2)),
    # section 4.2 of arXiv 2301.12597
    "blip-2": (lambda prompt: f"Question: {_said(prompt)} Answer:", range(1, 2)),
}


def write(processor: Any, family: str, prompt: Prompt) -> Written:
    """The prompt as a checkpoint of this family (`model_type`) reads it. Raises PromptError."""
    if getattr(processor, "chat_template", None):
        return Written(_templated(processor, prompt), prompt.pictures, prompt.max_new_tokens)
    if family not in FORMATS:
        raise PromptError(f"the checkpoint has no chat template, and how to ask a {family} is not known")
    formatted, counts = FORMATS[family]
    if len(prompt.pictures) not in counts:
        takes = "exactly one picture" if len(counts) == 1 else "at least one picture"
        raise PromptError(f"{family} takes {takes} a prompt, not {len(prompt.pictures)}")
    return Written(formatted(prompt), prompt.pictures, prompt.max_new_tokens)


def on_one_day(template: Any) -> Any:
    """The chat template with the clock stopped. Llama 3.2 and Mistral Small write today's date into the prompt, and the same question would
    be another one tomorrow: another answer, and one that no cache has.
    """
    if isinstance(template, dict):
        return {name: on_one_day(text) for name, text in template.items()}
    if not isinstance(template, str) or "strftime_now" not in template:
        return template
    return f"{{% macro strftime_now(format) %}}{{{{ format{_CODES} }}}}{{% endmacro %}}{template}"


def _templated(processor: Any, prompt: Prompt) -> str:
    """The prompt as the checkpoint's chat template writes it, with every turn's words in it.

    Templates differ in what they take. Some want the content of a turn as a list and some as a string; some raise at a system
    turn and some drop it without a word, and then it goes before the words of the first user turn. Raises PromptError when
    nothing keeps all words.
    """
    failures = []
    for messages in _ways(prompt.turns):
        try:
            text = processor.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        except (TemplateError, TypeError, KeyError, ValueError) as error:
            failures.append(str(error))
            continue
        if _keeps(text, prompt.turns):
            return str(text)
        failures.append("the template drops a turn")
    raise PromptError(f"the chat template cannot write this prompt: {'; '.join(dict.fromkeys(failures))}")


def _keeps(text: str, turns: Sequence[Turn]) -> bool:
    """Whether every turn's words came through, as words and not as a printed list."""
    words = "".join(turn.text for turn in turns)
    return all(turn.text.strip() in text for turn in turns) and ("{'type'" in words or "{'type'" not in text)


def _ways(turns: Sequence[Turn]) -> Iterator[list[dict[str, Any]]]:
    for wording in (turns, _folded(turns)):
        yield [{"role": turn.role, "content": _parts(turn)} for turn in wording]
        yield [{"role": turn.role, "content": _parts(turn) if turn.pictures else turn.text} for turn in wording]


def _parts(turn: Turn) -> list[dict[str, Any]]:
    return [*({"type": "image"} for _ in turn.pictures), {"type": "text", "text": turn.text}]


def _folded(turns: Sequence[Turn]) -> Sequence[Turn]:
    """The system's words before the first user's, as the templates of families without a system turn do it."""
    if len(turns) < 2 or turns[0].role != "system":
        return turns
    system, first, *rest = turns
    return [Turn(first.role, f"{system.text}\n\n{first.text}", (*system.pictures, *first.pictures)), *rest]
