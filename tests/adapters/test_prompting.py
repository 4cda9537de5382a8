"""Chat templates that drop, refuse or misread turns, and families that have none."""

from datetime import date
from typing import Any

import pytest
from transformers import ProcessorMixin

from adapters.prompting import DAY, PromptError, on_one_day, write
from adapters.types import Picture, Prompt, Turn
from tests.adapters.families.making import byte_tokenizer
from tests.adapters.families.mistral3 import TEMPLATE as DATED
from tests.adapters.families.mllama import TEMPLATE as NO_SYSTEM_BESIDE_PICTURES

PICTURE = Picture("p", lambda: pytest.fail("nobody needs to look"))
ASKED = Turn("user", "What is it?", (PICTURE,))
SYSTEM = Turn("system", "Be kind.")


class Templated(ProcessorMixin):
    """A processor with nothing but a chat template."""

    def __init__(self, template: str | None) -> None:
        self.tokenizer = byte_tokenizer()
        self.chat_template = on_one_day(template)


def written(template: str | None, *turns: Turn, family: str = "llava") -> str:
    """The text of a prompt."""
    processor: Any = Templated(template)
    return write(processor, family, Prompt(turns)).text


def test_a_template_that_wants_strings_gets_strings() -> None:
    """A list printed as a list is no prompt."""
    template = "{% for m in messages %}[{{ m['role'] }}] {{ m['content'] }}{% endfor %}"
    assert written(template, SYSTEM, Turn("user", "Hello.")) == "[system] Be kind.[user] Hello."
    with pytest.raises(PromptError, match="cannot write this prompt"):
        written(template, ASKED)


def test_a_system_turn_that_is_dropped_or_refused_goes_before_the_user() -> None:
    """Silence and an exception come to the same."""
    drops = "{% for m in messages if m['role'] == 'user' %}{% for c in m['content'] %}{{ c['text'] or '<image>' }}{% endfor %}{% endfor %}"
    assert written(drops, SYSTEM, ASKED) == "<image>Be kind.\n\nWhat is it?"
    assert "<|image|>Be kind.\n\nWhat is it?" in written(NO_SYSTEM_BESIDE_PICTURES, SYSTEM, ASKED)


def test_a_turn_that_no_wording_keeps_is_an_error() -> None:
    """An answer to another question would be measured otherwise."""
    last = "{{ messages[-1]['content'][0]['text'] }}"
    with pytest.raises(PromptError, match="drops a turn"):
        written(last, Turn("user", "One."), Turn("assistant", "Two."), Turn("user", "Three."))


def test_words_that_look_like_a_printed_list_are_words() -> None:
    """The user may type them."""
    template = "{% for m in messages %}{% for c in m['content'] %}{{ c['text'] }}{% endfor %}{% endfor %}"
    assert written(template, Turn("user", "{'type': 'text'}")) == "{'type': 'text'}"


@pytest.mark.parametrize("template", [DATED, NO_SYSTEM_BESIDE_PICTURES])
def test_the_date_in_a_prompt_is_always_the_same(template: str) -> None:
    """Tomorrow the question is still this one."""
    text = written(template, Turn("user", "Hello."))
    assert DAY.isoformat() in text or DAY.strftime("%d %b %Y") in text
    assert str(date.today().year) not in text


def test_families_without_a_template_are_asked_as_their_authors_do() -> None:
    """Every turn's words are in it."""
    assert written(None, SYSTEM, ASKED, family="paligemma") == "<image>answer en Be kind.\nWhat is it?"
    assert written(None, ASKED, family="instructblip") == "What is it?"
    assert written(None, ASKED, family="blip-2") == "Question: What is it? Answer:"


@pytest.mark.parametrize(("family", "count"), [("instructblip", 0), ("instructblip", 2), ("blip-2", 0), ("paligemma", 0)])
def test_a_family_says_how_many_pictures_it_takes(family: str, count: int) -> None:
    """An error of the sample, not an answer to something else."""
    with pytest.raises(PromptError, match=f"{family} takes .* one picture"):
        written(None, Turn("user", "Hello.", (PICTURE,) * count), family=family)


def test_a_checkpoint_without_a_template_is_not_guessed_at() -> None:
    """A LLaVA without one, say."""
    with pytest.raises(PromptError, match="no chat template"):
        written(None, ASKED)
