"""What holds for all of the suite's own tests."""

import os

import pytest
from hypothesis import settings

# No test fails because the machine is busy. The same examples every time: luck holds up no release; `make explore` looks for new ones.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=300, print_blob=True)
settings.register_profile("seeded", deadline=None, print_blob=True)
settings.load_profile("repeatable")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """A seed on the command line is meant. Runs that a test makes are not of the worker that the test happens to be in."""
    for name in [name for name in os.environ if name.startswith("PYTEST_XDIST_")]:
        del os.environ[name]
    if config.getoption("--hypothesis-seed") is not None and settings.get_current_profile_name() == "repeatable":
        settings.load_profile("seeded")
