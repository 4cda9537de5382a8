"""Pictures inside the page, while its budget lasts; beyond that, links to the files beside it."""

import base64
import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}


def inlined(paths: Iterable[str], folder: Path, budget: int) -> dict[str, str | None]:
    """What a page in `folder` loads for each path: its content as long as it fits into `budget` bytes of page, first come first
    served; else a relative link; None for a file that is missing, is no picture or lies outside the folder.
    """
    urls: dict[str, str | None] = {}
    for path in paths:
        if path not in urls:
            urls[path] = _url(path, folder, budget)
            budget -= len(urls[path] or "") if is_inside(urls[path]) else 0
    return urls


def is_inside(url: str | None) -> bool:
    """Whether the page holds the picture itself, so that it goes where the page goes."""
    return (url or "").startswith("data:")


def _url(path: str, folder: Path, budget: int) -> str | None:
    try:
        return _inline(folder / path, budget) or quote(os.fsencode(path)) if _is_ours(path, folder) else None
    except (OSError, ValueError):
        return None


def _is_ours(path: str, folder: Path) -> bool:
    """A results.json from elsewhere must not pull other files of this machine into a page that is passed around."""
    file, home = (folder / path).resolve(), folder.resolve()
    return not os.path.isabs(path) and file.is_relative_to(home) and file.is_file() and _kind(file) is not None


def _kind(file: Path) -> str | None:
    with file.open("rb") as opened:
        start = opened.read(4)
    return next((kind for magic, kind in KINDS.items() if start.startswith(magic)), None)


def _inline(file: Path, budget: int) -> str | None:
    head = f"data:image/{_kind(file)};base64,"
    if len(head) + (file.stat().st_size + 2) // 3 * 4 > budget:
        return None
    return head + base64.b64encode(file.read_bytes()).decode("ascii")
