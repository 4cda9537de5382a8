"""The budget: counted from what servers say, never overspent by more than a surprise, and no guess where nobody knows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.endpoints.places import EndpointError, find_place
from adapters.endpoints.spending import Price, find_price
from tests.adapters.endpoints.conftest import Serve, endpoint, questions
from tests.adapters.endpoints.server import Body, Reply, Server, completion, words_of


def priced(costs: list[float]) -> Server:
    """A server that says what each answer cost."""
    return Server(lambda request, count: Reply(completion(usage={"cost": costs[int(words_of(request).split()[1])]}), delay=0.001))


@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=40), st.floats(0, 12), st.integers(1, 8))
@settings(max_examples=25, deadline=None)
def test_the_budget_holds(costs: list[float], most: float, connections: int) -> None:
    """Beyond it by no more than what the answers under way cost above the dearest before them; and it is used, not hoarded."""
    with priced(costs) as server:
        model = endpoint(server, connections=connections, most_usd=most)
        responses = model.generate(questions(len(costs)))
    answered = [cost for cost, response in zip(costs, responses, strict=True) if response.finish == "stop"]
    assert model.budget.spent == pytest.approx(sum(answered))
    assert sum(answered) <= most + connections * (max(costs) - min(costs)) + (max(costs) if len(answered) == 1 else 0) + 1e-9
    if len(answered) < len(costs):
        assert sum(answered) + max(costs) > most - 1e-9
        assert {response.error for response in responses if response.finish != "stop"} == {model.stopped}
        assert "budget spent" in model.stopped


@given(st.integers(1, 40), st.integers(0, 50), st.integers(1, 8))
@settings(max_examples=15, deadline=None)
def test_with_equal_prices_it_holds_to_the_cent(count: int, affordable: int, connections: int) -> None:
    """So many answers as it pays for."""
    with priced([0.25] * count) as server:
        responses = endpoint(server, connections=connections, most_usd=0.25 * affordable).generate(questions(count))
    assert sum(response.finish == "stop" for response in responses) == min(count, affordable)


def test_a_budget_without_a_price_stops_at_once(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody could say when it is spent."""

    def script(request: Body, count: int) -> Reply:
        return Reply(completion(usage={}))

    server = serve(script)
    responses = endpoint(server, most_usd=1.0).generate(questions(20))
    assert len(server.requests) == 1
    assert "set TRUST_PRICE=IN/OUT" in responses[-1].error


def test_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    """USD for a million tokens in and out; nothing on this machine; unknown elsewhere."""
    monkeypatch.delenv("TRUST_PRICE", raising=False)
    local, far = find_place("http://127.0.0.1:8000/v1#m"), find_place("https://example.org/v1#m")
    assert (find_price(local), find_price(far)) == (Price(0, 0), None)
    assert find_price(far, {"input": 1, "output": 2, "as_of": "2026-11"}) == Price(1, 2)
    monkeypatch.setenv("TRUST_PRICE", "2.5/10")
    assert find_price(far) == Price(2.5, 10)
    assert find_price(far, {"input": 1, "output": 2}) == Price(2.5, 10)
    assert Price(2.5, 10).of({"input": 1_000_000, "output": 100_000}) == 3.5
    monkeypatch.setenv("TRUST_PRICE", "cheap")
    with pytest.raises(EndpointError, match=r"TRUST_PRICE=2\.5/10"):
        find_price(far)
