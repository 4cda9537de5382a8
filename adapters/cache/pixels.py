"""What a picture shows, as a digest: of its file, or of its pixels."""

import hashlib
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from adapters.cache.store import Store
from adapters.types import Picture

NAMESPACE = "pixels"


def digests(pictures: Iterable[Picture], store: Store) -> dict[str, str]:
    """{picture's key: digest}. A drawn one's is kept until any code changes that may have drawn it: drawing takes longer."""
    pictures = list({picture.key: picture for picture in pictures}.values())
    found = {picture.key: _of_file(picture.file) for picture in pictures if picture.file}
    drawn = {_recipe(picture): picture for picture in pictures if not picture.file}
    known = store.get(NAMESPACE, drawn)
    for recipe, picture in drawn.items():
        if recipe not in known:
            known[recipe] = _of_pixels(picture)
            store.put(NAMESPACE, recipe, known[recipe])
    return found | {picture.key: known[recipe] for recipe, picture in drawn.items()}


def _of_file(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _of_pixels(picture: Picture) -> str:
    image = picture.look().convert("RGB")
    return hashlib.sha256(f"{image.width} {image.height} ".encode() + image.tobytes()).hexdigest()


def _recipe(picture: Picture) -> str:
    return hashlib.sha256(f"{_code()} {picture.key}".encode()).hexdigest()


@cache
def _code() -> str:
    """The source of every module that is loaded and was not installed, and the versions of what it draws with."""
    installed = [Path(folder) for folder in {*sysconfig.get_paths().values()}]
    files = {Path(file) for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))}
    ours = sorted(file for file in files if file.suffix == ".py" and not any(file.is_relative_to(folder) for folder in installed))
    digest = hashlib.sha256(f"{version('pillow')} {version('numpy')}".encode())
    for file in ours:
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()
