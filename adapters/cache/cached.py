"""A model that asks another one only what was never asked before."""

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from adapters.cache.fingerprint import fingerprint
from adapters.cache.pixels import digests
from adapters.cache.store import Store
from adapters.types import Model, Prompt, Response, Streaming

NAMESPACE = "responses"
Description = dict[str, Any]


class Cached:
    """Stands for a model, and loads it only when there is something to ask. What it answers is kept before anybody sees it."""

    def __init__(self, name: str, store: Store, load: Callable[[], Model], identity: str) -> None:
        self.name = name
        self._store = store
        self._load = load
        self._identity = identity

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """The kept responses, and the model's to what is new; equal prompts are asked once. Raises what loading the model raises."""
        told = describe(prompts, self._store)
        keys = [key_of(self._identity, description) for description in told]
        found = {key: _read(value) for key, value in self._store.get(NAMESPACE, keys).items()}
        new = {key: place for place, key in enumerate(keys) if key not in found}
        if new:
            places = list(new.values())
            responses = self._ask([prompts[place] for place in places], list(new), [told[place] for place in places])
            found |= zip(new, responses, strict=True)
        return [found[key] for key in keys]

    def _ask(self, prompts: list[Prompt], keys: list[str], told: list[Description]) -> list[Response]:
        model = self._load()

        def keep(place: int, response: Response) -> Future[None] | None:
            if not worth_keeping(response):
                return None
            return self._store.put(NAMESPACE, keys[place], {"prompt": told[place], "response": _written(response)}, self.name)

        if isinstance(model, Streaming):
            return model.stream(prompts, keep)
        responses = model.generate(prompts)
        for kept in [keep(place, response) for place, response in enumerate(responses)]:
            if kept:
                kept.result()
        return responses


def cached(name: str, store: Store, load: Callable[[], Model], behind: str = "") -> Cached | Model:
    """The model of this name behind the store; the model itself where there is nothing to save, or no telling what it depends on.

    `behind` is as for `fingerprint`; what is kept is told by the pictures as they were before it.
    """
    identity = fingerprint(name, store, behind)
    if identity is None:
        model = load()  # which downloads a checkpoint of the hub, and then it is known
        identity = fingerprint(name, store, behind)
        return model if identity is None else Cached(name, store, lambda: model, identity)
    return Cached(name, store, load, identity)


def describe(prompts: Sequence[Prompt], store: Store) -> list[Description]:
    """Everything about each prompt that an answer depends on: words, pixels, and how long it may be. Its name is not."""
    seen = digests([picture for prompt in prompts for picture in prompt.pictures], store)
    return [
        {
            "turns": [[turn.role, turn.text, [seen[picture.key] for picture in turn.pictures]] for turn in prompt.turns],
            "max_new_tokens": prompt.max_new_tokens,
        }
        for prompt in prompts
    ]


def key_of(identity: str, description: Description) -> str:
    """The name that a response is kept under."""
    return hashlib.sha256(json.dumps([identity, description], sort_keys=True).encode()).hexdigest()


def worth_keeping(response: Response) -> bool:
    """Whether this is an answer. An error, a block and silence are asked again, every time."""
    return response.finish in ("stop", "length") and not response.silent


def _written(response: Response) -> dict[str, Any]:
    return {"text": response.text, "finish": response.finish, "reasoning": response.reasoning, "usage": dict(response.usage)}


def _read(value: dict[str, Any]) -> Response:
    return Response(**value["response"], cached=True)
