"""A store of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.cache.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty one."""
    store = Store(tmp_path / "cache")
    yield store
    store.close()
