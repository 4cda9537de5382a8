"""A server that fails in every way: what is worth asking again is asked again, the rest is an error that says why."""

import signal
import socket
import time
from collections import Counter
from collections.abc import Callable

import pytest

from adapters.endpoints.endpoint import Endpoint
from adapters.endpoints.places import find_place
from adapters.types import Response
from tests.adapters.endpoints.conftest import HURRY, Serve, endpoint, questions
from tests.adapters.endpoints.server import Body, Reply, completion, words_of

GOOD = Reply(completion())
ONCE = {
    "500": Reply({"error": {"message": "oops"}}, 500),
    "503": Reply({"error": {"message": "overloaded"}}, 503),
    "529": Reply({"error": {"message": "overloaded"}}, 529),
    "429": Reply({"error": {"message": "slow down"}}, 429, {"retry-after": "0"}),
    "429 without a word": Reply({"error": {"message": "slow down"}}, 429),
    "408": Reply(b"", 408),
    "cut": Reply(fault="cut"),
    "truncated": Reply(completion("yes" * 50), fault="truncate"),
    "half a JSON": Reply(b'{"choices": [{"message"'),
    "no JSON": Reply(b"<html>Bad gateway</html>"),
    "a JSON list": Reply(b"[]"),
    "nothing": Reply(b""),
    "no choices": Reply({**completion(), "choices": []}),
    "choices null": Reply({**completion(), "choices": None}),
    "no message": Reply({**completion(), "choices": [{"index": 0, "finish_reason": "stop"}]}),
    "content a number": Reply(completion(7)),  # type: ignore[arg-type]
    "an error with status 200": Reply({"error": {"code": 502, "message": "upstream"}}),
    "the server ended it": Reply(completion("ye", finish="error")),
}


def once(fault: Reply) -> Callable[[Body, int], Reply]:
    """Fails at the first try of each prompt, and answers at the second."""
    return lambda request, count: fault if count == 1 else GOOD


@pytest.mark.parametrize("fault", ONCE.values(), ids=ONCE)
def test_what_passes_is_asked_again(serve: Serve, fault: Reply) -> None:
    """Each prompt twice, and no sample is lost."""
    server = serve(once(fault))
    responses = endpoint(server).generate(questions(12))
    assert [response.text for response in responses] == ["yes"] * 12
    assert set(server.asked.values()) == {2}


@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_a_reply_that_does_not_come_to_an_end_is_given_up(serve: Serve, fault: str) -> None:
    """Silence and one byte at a time are the same: the whole reply has a time-out."""
    server = serve(lambda request, count: Reply(completion(), fault=fault) if count == 1 else GOOD)
    responses = endpoint(server, timeout=1.0).generate(questions(4))
    assert [response.text for response in responses] == ["yes"] * 4


@pytest.mark.parametrize("fault", [*ONCE.values(), Reply(fault="hang")], ids=[*ONCE, "hang"])
def test_what_does_not_pass_is_an_error_and_never_an_answer(serve: Serve, fault: Reply) -> None:
    """One prompt in four is beyond help; the others are answered, in their places."""
    server = serve(lambda request, count: fault if words_of(request).endswith("3") else GOOD)
    responses = endpoint(server, timeout=1.0 if fault.fault == "hang" else 30.0, rate_limited=0.3).generate(questions(8))
    assert [response.finish for response in responses] == ["stop"] * 3 + ["error"] + ["stop"] * 4
    assert responses[3].text == ""
    assert responses[3].error


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_request_that_is_wrong_is_not_repeated(serve: Serve, status: int) -> None:
    """The reason stands in the error, and the rest goes on."""
    wrong = Reply({"error": {"message": "image too large"}}, status)
    server = serve(lambda request, count: wrong if words_of(request).endswith("1") else GOOD)
    responses = endpoint(server).generate(questions(4))
    assert Counter(response.finish for response in responses) == {"stop": 3, "error": 1}
    assert responses[1].error == f"{status}: image too large"
    assert set(server.asked.values()) == {1}


@pytest.mark.parametrize(
    "fatal",
    [
        Reply({"error": {"message": "Incorrect API key provided"}}, 401),
        Reply({"error": {"message": "no such model"}}, 404),
        Reply({"error": {"message": "payment required"}}, 402),
        Reply({"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}, 429),
        Reply({"error": {"message": "daily limit"}}, 429, {"retry-after": "86400"}),
        Reply(completion(model="another-model")),
    ],
    ids=["key", "model", "payment", "quota", "daily limit", "another model"],
)
def test_what_fails_for_all_stops_the_run_at_once(serve: Serve, fatal: Reply) -> None:
    """No more is asked than was under way, now or later; every sample is an error with the reason."""
    server = serve(lambda request, count: fatal)
    model = endpoint(server, connections=4)
    responses = model.generate(questions(200)) + model.generate(questions(300)[200:])
    assert len(server.requests) <= 4
    assert {response.finish for response in responses} == {"error"}
    assert len({response.error for response in responses}) == 1
    assert responses[0].error.startswith(f"stopped asking {model.name}: ")


def test_a_server_that_only_fails_stops_the_run_early(serve: Serve) -> None:
    """Twenty prompts in a row without an answer, and no more is asked."""
    server = serve(lambda request, count: Reply(b"", 500))
    responses = endpoint(server).generate(questions(500))
    assert len(server.asked) < 60
    assert {response.finish for response in responses} == {"error"}
    assert "20 requests in a row failed" in responses[-1].error


def test_a_server_that_is_not_there_stops_the_run_early() -> None:
    """Nothing listens on the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        name = f"http://127.0.0.1:{free.getsockname()[1]}/v1#tiny"
    responses = Endpoint(name, find_place(name), 8, None, HURRY).generate(questions(100))
    assert {response.finish for response in responses} == {"error"}
    assert "no connection" in responses[-1].error


def test_failures_between_answers_stop_nothing(serve: Serve) -> None:
    """Half of sixty prompts fail for good, and each takes its time; the other half are all answered."""
    server = serve(lambda request, count: GOOD if int(words_of(request).split()[1]) % 2 else Reply(b"", 500))
    model = endpoint(server, connections=2)
    responses = model.generate(questions(60))
    assert Counter(response.finish for response in responses) == {"stop": 30, "error": 30}
    assert not model.stopped


def test_stopping_does_not_wait_for_who_was_told_to_wait(serve: Serve) -> None:
    """One prompt is told to come back in four seconds; meanwhile the key turns out to be wrong."""

    def script(request: Body, count: int) -> Reply:
        if words_of(request).endswith(" 0"):
            return Reply(b"", 429, {"retry-after": "4"})
        return Reply({"error": {"message": "bad key"}}, 401, delay=0.2)

    model = endpoint(serve(script), connections=2)
    began = time.monotonic()
    responses = model.generate(questions(30))
    assert {response.error for response in responses} == {f"stopped asking {model.name}: 401: bad key"}
    assert time.monotonic() - began < 3  # not a speed: whether it waited for the four seconds


def test_a_key_is_in_no_error(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some servers repeat the key that they do not like."""
    monkeypatch.setenv("TRUST_API_KEY", "sk-very-secret")
    server = serve(lambda request, count: Reply({"error": {"message": "bad key sk-very-secret"}}, 401))
    (response,) = endpoint(server).generate(questions(1))
    assert "sk-very-secret" not in response.error
    assert "bad key" in response.error


def test_an_adapter_lives_through_several_batches(serve: Serve) -> None:
    """Connections are kept from one batch to the next, also after Ctrl-C."""
    server = serve(lambda request, count: GOOD)
    model = endpoint(server)

    def interrupt(place: int, response: Response) -> None:
        signal.raise_signal(signal.SIGINT)

    assert len(model.generate(questions(3))) == 3
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # which workers of a parallel run take off
    try:
        with pytest.raises(KeyboardInterrupt):
            model.stream(questions(3), interrupt)
    finally:
        signal.signal(signal.SIGINT, before)
    assert [response.text for response in model.generate(questions(20))] == ["yes"] * 20
