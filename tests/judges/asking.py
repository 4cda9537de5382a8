"""Answers for the judges' tests: what was said, to what."""

from adapters.types import Response, user_prompt
from fixtures.types import Answer, Sample


def said(text: str, prompt: str = "What is there to see?", target: str = "", **facts: object) -> Answer:
    """An answer with this text to a prompt with this target."""
    return Answer(Sample(user_prompt(prompt), target=target, facts=facts), Response(text))
