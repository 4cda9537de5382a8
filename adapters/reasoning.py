"""A model that thinks aloud: its thoughts apart from its answer, so that no judge takes one for the other."""

import re

# <think> may stand in the prompt already, put there by the chat template; GLM wraps what follows in <answer>.
_THOUGHT = re.compile(r"^\s*(?:<think>)?(.*?)</think>", re.DOTALL)
_ANSWER = re.compile(r"^\s*(?:<answer>|<\|begin_of_box\|>)(.*?)(?:</answer>|<\|end_of_box\|>)?\s*$", re.DOTALL)


def apart(text: str) -> tuple[str, str]:
    """Reasoning and answer, stripped. A thought that was cut short leaves no answer: it is empty, and counted so."""
    if thought := _THOUGHT.match(text):
        reasoning, rest = thought[1], text[thought.end() :]
    elif text.lstrip().startswith("<think>"):
        return text.lstrip().removeprefix("<think>").strip(), ""
    else:
        return "", text.strip()
    answer = _ANSWER.match(rest)
    return reasoning.strip(), (answer[1] if answer else rest).strip()


def opened(prompt: str) -> str:
    """What the template of a prompt began to say for the model: without it a thought that was cut short would pass for an answer."""
    return "<think>" if prompt.rstrip().endswith("<think>") else ""
