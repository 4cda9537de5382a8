"""Where the cache lies."""

import os
from pathlib import Path

FOLDER = ".trust_cache"


def cache_folder(root: Path) -> Path:
    """TRUST_CACHE, which several checkouts may share; else `.trust_cache` in the project, where CI can keep it between runs."""
    given = os.environ.get("TRUST_CACHE", "").strip()
    return Path(given).expanduser() if given else root / FOLDER
