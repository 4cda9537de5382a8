"""The nouns of the outside world: what goes into a model and what comes out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from PIL import Image

if TYPE_CHECKING:  # collecting tests and judging recorded answers work without loading torch
    from torch import Tensor
    from torch.nn import Module

Finish = Literal["stop", "length", "blocked", "error"]
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})


@dataclass(frozen=True)
class Picture:
    """A picture, drawn or opened when somebody looks at it. `key` names its content: equal keys, equal pixels."""

    key: str
    look: Callable[[], Image.Image] = field(compare=False, repr=False)
    file: Path | None = field(default=None, compare=False, repr=False)  # where its pixels lie on disk, if they do

    def image(self) -> Image.Image:
        """The picture, not to be changed. What was drawn lately is not drawn again: the model, the report and judges all look."""
        return self.look() if self.file else _drawn(self)

    def png(self) -> bytes:
        """The picture as a PNG file, RGB, at full size."""
        buffer = BytesIO()
        self.image().convert("RGB").save(buffer, "PNG")
        return buffer.getvalue()


def picture_file(path: Path, key: str) -> Picture:
    """A picture on disk; it is read at each look, so that thousands of them cost no memory."""

    def look() -> Image.Image:
        with Image.open(path) as image:
            return image.convert("RGB")

    return Picture(key, look, path)


@lru_cache(maxsize=64)
def _drawn(picture: Picture) -> Image.Image:
    return picture.look()


@dataclass(frozen=True)
class Turn:
    """One message: who speaks, the pictures (shown first) and the words."""

    role: Literal["system", "user", "assistant"]
    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Prompt:
    """What a model is asked: turns, and the longest answer wanted, in tokens. `name` is what recorded answers go by."""

    turns: tuple[Turn, ...]
    max_new_tokens: int = 100
    name: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        """The words of the last turn."""
        return self.turns[-1].text

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture of every turn, in order."""
        return tuple(picture for turn in self.turns for picture in turn.pictures)


def user_prompt(text: str, picture: Picture | None = None, max_new_tokens: int = 100) -> Prompt:
    """A prompt of one user turn, the shape of every MultiTrust sample."""
    return Prompt((Turn("user", text, (picture,) if picture else ()),), max_new_tokens)


@dataclass(frozen=True)
class Response:
    """What came back: the answer's text, why it ended, the reasoning trace kept apart, or an error's text.

    `usage` counts tokens (`input`, `output`, where known `reasoning`) and USD (`cost`); `cached`: it was asked in an earlier run.

    `finish` is `blocked` when the provider's filter cut in and `error` when the infrastructure failed; neither is an
    answer, and no judge ever reads one. Half a surrogate pair (a server cut an emoji in two) has no UTF-8, so that no file
    and no other process could take it: it is U+FFFD here.
    """

    text: str
    finish: Finish = "stop"
    reasoning: str = ""
    usage: Mapping[str, float] = field(default_factory=dict)
    error: str = ""
    cached: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("text", "reasoning", "error"):
            object.__setattr__(self, name, _whole(getattr(self, name)))

    @property
    def silent(self) -> bool:
        """Whether nobody could see a word of the text: white space, zero-width and control characters say nothing."""
        return all(unicodedata.category(letter) in _UNSEEN for letter in self.text)


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Model(Protocol):
    """Answers prompts, in their order, one response each. Failing is a response too: `generate` does not raise for one prompt."""

    name: str

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """Greedy (temperature 0) responses, as many as prompts."""


Arrived = Callable[[int, Response], "Future[None] | None"]
"""Told the place of a prompt and its response; what it returns, if anything, is waited for before more is asked."""


@runtime_checkable
class Streaming(Protocol):
    """A model whose responses come one by one, so that each can be kept the moment it exists."""

    name: str

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """As every model."""

    def stream(self, prompts: Sequence[Prompt], arrived: Arrived) -> list[Response]:
        """As `generate`, and tells `arrived` of each."""


@dataclass(frozen=True)
class TeacherForced:
    """A batch of prompts with fixed answers, as a function of the pixels alone.

    `logits` takes pixels (N, 3, H, W), float32, 0 to 1, in place of each prompt's last picture and returns (N, vocabulary,
    T); `labels` (N, T) are the answers' tokens, -100 where there is none. Gradients reach the pixels. `length` counts the prompts'
    tokens, padding included: prompts that are as long alone need no padding beside each other.
    """

    logits: Callable[[Tensor], Tensor]
    labels: Tensor
    length: int = 0


@runtime_checkable
class Differentiable(Protocol):
    """A model with gradients, for white-box attacks."""

    name: str

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """As every model."""

    def fixed_point(self, picture: Picture) -> Image.Image:
        """The picture at the size at which to attack it: where the model's own resize changes nothing, if there is such a size.

        Processors that cut pictures into patches or tiles have none; then it is the picture's own, and the gradient goes through the
        resize. Raises ValueError when the picture cannot be attacked.
        """

    def teacher_forced(self, prompts: Sequence[Prompt], answers: Sequence[str], room: int = 1) -> TeacherForced:
        """The prompts, each with a picture, answered with `answers`, with as much padding as makes T a whole multiple of `room`."""

    def module(self) -> Module:
        """The network, for libraries that ask where and in what mode it is."""
