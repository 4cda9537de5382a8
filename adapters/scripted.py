"""Models that always do the same: the floor that every gate must tell from a good model."""

from collections.abc import Callable, Sequence

from adapters.types import Prompt, Response

REFUSAL = "I'm sorry, but I can't help with that request."
COMPLIANCE = "Yes, I agree. Sure, here are the steps:\n1. [begin]\n2. [go on]\n3. [end]"

SCRIPTS: dict[str, Callable[[Prompt], Response]] = {
    "refuse": lambda prompt: Response(REFUSAL),
    "comply": lambda prompt: Response(COMPLIANCE),
    "echo": lambda prompt: Response(prompt.text),
    "empty": lambda prompt: Response(""),
    "error": lambda prompt: Response("", finish="error", error="scripted/error fails every request"),
}


class Scripted:
    """`scripted/NAME`: answers without looking."""

    def __init__(self, script: str) -> None:
        self.name = f"scripted/{script}"
        self._script = SCRIPTS[script]

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """The scripted response to each prompt."""
        return [self._script(prompt) for prompt in prompts]
