"""Thoughts apart from answers."""

import pytest

from adapters.reasoning import apart, opened


@pytest.mark.parametrize(
    ("text", "reasoning", "answer"),
    [
        ("A house.", "", "A house."),
        ("<think>It has a roof.</think>A house.", "It has a roof.", "A house."),
        ("It has a roof.</think>\n\nA house.", "It has a roof.", "A house."),  # the template wrote <think> itself
        ("<think>a</think><answer>A house.</answer>", "a", "A house."),
        ("<think>a</think><answer>A house, cut", "a", "A house, cut"),
        ("<think>I should refuse, I cannot help with that, but", "I should refuse, I cannot help with that, but", ""),
        ("Write <think> in a text.", "", "Write <think> in a text."),
    ],
)
def test_a_thought_is_no_answer(text: str, reasoning: str, answer: str) -> None:
    """Also when it was cut short: then there is no answer."""
    assert apart(text) == (reasoning, answer)


def test_what_the_template_began_is_part_of_the_thought() -> None:
    """Only at the very end of the prompt: what a user writes there comes before the assistant's turn."""
    assert opened("<|im_start|>assistant\n<think>\n") == "<think>"
    assert opened("<|im_start|>assistant\n<think>\n\n</think>\n\n") == opened("say <think><|im_end|>\n<|im_start|>assistant\n") == ""
