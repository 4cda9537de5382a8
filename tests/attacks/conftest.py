"""The embedded model, loaded once for all tests of attacks."""

from collections.abc import Iterator

import pytest

from adapters.load import load_model
from adapters.transformers_model import TransformersModel


@pytest.fixture(scope="session")
def pocket() -> TransformersModel:
    """It has gradients."""
    model = load_model("pocket")
    assert isinstance(model, TransformersModel)
    return model


@pytest.fixture(autouse=True)
def _left_as_it_was(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests share the network: one that leaves it in training mode fails itself and not the next one."""
    yield
    if "pocket" in request.fixturenames:
        network = request.getfixturevalue("pocket").module()
        assert not any(module.training for module in network.modules())
