"""The outside world: models. Knows no task and no pytest."""
