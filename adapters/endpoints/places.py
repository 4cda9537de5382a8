"""From `provider/name`, or `URL#name`, to where a model is served and what its provider is like."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROVIDERS = Path(__file__).parent / "providers.toml"


class EndpointError(ValueError):
    """Raised when a name leads to no endpoint; the message is one line that says what to type, or to set, instead."""


@dataclass(frozen=True)
class Provider:
    """One row of providers.toml, which says what each field means."""

    base_url: str
    key: str = ""
    image_bytes: int | None = None
    image_side: int | None = None
    images: int | None = None
    shrinks: str = ""
    detail: str = ""
    connections: int | None = None
    any_model: bool = False
    reports_cost: bool = False
    about: str = ""
    naming: str = ""
    start: str = ""
    checkpoints: bool = False
    extra: dict[str, Any] = field(default_factory=dict)
    like: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where one model is served. The key is not part of it: it is read when it is used, and written nowhere."""

    provider: Provider
    base_url: str
    model: str

    @property
    def quirks(self) -> Mapping[str, Any]:
        """How this model's requests differ: `tokens`, `temperature`, `thinking`."""
        return next((quirks for pattern, quirks in self.provider.like.items() if fnmatch(self.model, pattern)), {})

    @property
    def key(self) -> str:
        """The key from the environment; empty where there is none."""
        return os.environ.get(self.provider.key, "").strip()

    @property
    def local(self) -> bool:
        """Whether the model runs on this machine, and so costs nothing."""
        return urlsplit(self.base_url).hostname in ("127.0.0.1", "localhost", "::1")


@cache
def providers() -> Mapping[str, Provider]:
    """Every provider by name."""
    rows = tomllib.loads(PROVIDERS.read_text(encoding="utf-8"))
    return {name: Provider(**row) for name, row in rows.items()}


def base_url_variable(name: str) -> str:
    """The environment variable that moves this provider."""
    return re.sub(r"\W", "_", name).upper() + "_BASE_URL"


def is_endpoint(name: str) -> bool:
    """Whether a model's name means one behind an endpoint."""
    return name.startswith(("http://", "https://")) or name.partition("/")[0] in providers()


def find_place(name: str) -> Place:
    """Where the model of this name is served. Raises EndpointError; asks nothing of the network."""
    if name.startswith(("http://", "https://")):
        return _by_url(name)
    kind, _, model = name.partition("/")
    provider = providers()[kind]
    if not model:
        raise EndpointError(f"--model {name}: which model? type {kind}/NAME")
    place = Place(provider, _base_url(kind, provider), model)
    if provider.key and not place.key and not place.local and kind != "endpoint":
        raise EndpointError(f"--model {name}: no key; set {provider.key} in the environment")
    return place


def _by_url(name: str) -> Place:
    url, _, model = name.rpartition("#") if "#" in name else (name, "", "")
    if not model:
        raise EndpointError(f"--model {name}: which model? type {url.rstrip('/')}#NAME; {url.rstrip('/')}/models lists the names")
    return Place(providers()["endpoint"], _checked(url, f"--model {name}"), model)


def _base_url(kind: str, provider: Provider) -> str:
    variable = base_url_variable(kind)
    template = os.environ.get(variable, "").strip() or provider.base_url
    for needed in re.findall(r"\{(\w+)\}", template):
        value = os.environ.get(needed, "").strip().rstrip("/")
        if not value:
            raise EndpointError(f"--model {kind}/...: where is it? set {needed} in the environment, such as http://127.0.0.1:8000/v1")
        template = template.replace(f"{{{needed}}}", value)
    return _checked(template, variable)


def _checked(url: str, what: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EndpointError(f"{what}: {url!r} is no address; give one such as http://127.0.0.1:8000/v1")
    if parts.username or parts.password or parts.query:
        raise EndpointError(f"{what}: keys do not belong in an address, which reports print; set TRUST_API_KEY in the environment")
    return url.rstrip("/")


def find_timeout() -> float:
    """Seconds to wait for one reply: TRUST_TIMEOUT, or 300. Raises EndpointError."""
    text = os.environ.get("TRUST_TIMEOUT", "").strip() or "300"
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise EndpointError(f"TRUST_TIMEOUT={text}: expected seconds, such as 600")
    return seconds
