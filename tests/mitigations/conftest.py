"""The embedded model, and small real projects."""

from tests.attacks.conftest import pocket
from tests.engine.conftest import project

__all__ = ["pocket", "project"]
