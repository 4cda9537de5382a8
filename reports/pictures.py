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
    home = os.path.realpath(folder)
    for path in paths:
        if path not in urls:
            urls[path] = _url(path, home, budget)
            budget -= len(urls[path] or "") if is_inside(urls[path]) else 0
    return urls


def is_inside(url: str | None) -> bool:
    """Whether the page holds the picture itself, so that it goes where the page goes."""
    return (url or "").startswith("data:")


def _url(path: str, home: str, budget: int) -> str | None:
    try:
        return _read(os.path.join(home, path), path, budget) if _lies_in(path, home) else None
    except (OSError, ValueError):
        return None


def _lies_in(path: str, home: str) -> bool:
    """A results.json from elsewhere must not pull other files of this machine into a page that is passed around."""
    return not os.path.isabs(path) and os.path.realpath(os.path.join(home, path)).startswith(home + os.sep)


def _read(file: str, path: str, budget: int) -> str | None:
    with open(file, "rb") as opened:
        start = opened.read(4)
        kind = next((kind for magic, kind in KINDS.items() if start.startswith(magic)), None)
        if kind is None:
            return None
        head = f"data:image/{kind};base64,"
        if len(head) + (os.fstat(opened.fileno()).st_size + 2) // 3 * 4 > budget:
            return quote(os.fsencode(path))
        return head + base64.b64encode(start + opened.read()).decode("ascii")
