"""A prompt as a request: pictures whole, as PNG data URLs; greedy; fields as this model takes them."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.endpoints.places import Place, Provider
from adapters.types import Picture, Prompt, Turn


class LimitError(ValueError):
    """Raised when a picture is beyond what the provider takes: it is not sent, and not shrunk."""


@dataclass(frozen=True)
class Fields:
    """How this model wants to be told the length of the answer and to be greedy."""

    tokens: str = "max_tokens"
    temperature: bool = True
    thinking: int = 0

    def corrected(self, complaint: str) -> "Fields | None":
        """The fields after an endpoint's complaint about one of them, or None when it is about something else."""
        if self.tokens == "max_tokens" and "max_completion_tokens" in complaint:
            return Fields("max_completion_tokens", self.temperature, self.thinking)
        return Fields(self.tokens, False, self.thinking) if self.temperature and "temperature" in complaint else None


def usual_fields(place: Place) -> Fields:
    """What providers.toml says of this model."""
    return Fields(**place.quirks)


def write_request(place: Place, fields: Fields, prompt: Prompt) -> dict[str, Any]:
    """The request's body. Raises LimitError for pictures that the provider does not take."""
    _check_count(place.provider, prompt)
    body = {
        "model": place.model,
        "messages": [_message(place.provider, turn) for turn in prompt.turns],
        fields.tokens: prompt.max_new_tokens + fields.thinking,
    }
    return body | ({"temperature": 0} if fields.temperature else {}) | place.provider.extra


def _message(provider: Provider, turn: Turn) -> dict[str, Any]:
    if not turn.pictures:
        return {"role": turn.role, "content": turn.text}
    pictures = [{"type": "image_url", "image_url": _data_url(provider, picture)} for picture in turn.pictures]
    return {"role": turn.role, "content": [*pictures, {"type": "text", "text": turn.text}]}


def _data_url(provider: Provider, picture: Picture) -> Mapping[str, str]:
    image = picture.look()
    if provider.image_side and max(image.size) > provider.image_side:
        raise LimitError(f"the picture has {image.width} x {image.height} pixels, and the provider takes {provider.image_side:,} a side")
    data = picture.png()
    if provider.image_bytes and len(data) > provider.image_bytes:
        raise LimitError(f"the picture has {len(data):,} bytes, and the provider takes {provider.image_bytes:,}")
    url = {"url": "data:image/png;base64," + b64encode(data).decode()}
    return url | ({"detail": provider.detail} if provider.detail else {})


def _check_count(provider: Provider, prompt: Prompt) -> None:
    if provider.images and len(prompt.pictures) > provider.images:
        raise LimitError(f"the prompt has {len(prompt.pictures)} pictures, and the provider takes {provider.images}")
