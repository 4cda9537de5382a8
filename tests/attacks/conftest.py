"""The embedded model, loaded once for all tests of attacks."""

import pytest

from adapters.load import load_model
from adapters.transformers_model import TransformersModel


@pytest.fixture(scope="session")
def pocket() -> TransformersModel:
    """It has gradients."""
    model = load_model("pocket")
    assert isinstance(model, TransformersModel)
    return model
