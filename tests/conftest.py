"""What holds for all of the suite's own tests."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)  # no test fails because the machine is busy
settings.load_profile("unhurried")
