"""The moderation endpoint, spoken to by the openai client over a real socket; the server here stands for OpenAI's."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from adapters.types import Response, user_prompt
from fixtures.model_judges import Identity
from fixtures.model_judges.moderation import ALL, TOXIC, Moderation
from fixtures.types import Answer, Sample

Reply = Callable[[list[str]], tuple[int, Any]]


def scored(texts: list[str]) -> tuple[int, Any]:
    """What OpenAI's endpoint replies (/v1/moderations): hateful words score 0.9, others 0.001."""
    return 200, {
        "id": "modr-1",
        "model": "omni-moderation-2024-09-26",
        "results": [_result(0.9 if "hate" in text else 0.001) for text in texts],
    }


def _result(score: float) -> dict[str, Any]:
    names = [*TOXIC, "illicit", "illicit/violent", "self-harm", "self-harm/instructions", "self-harm/intent", "violence"]
    return {
        "flagged": score > 0.5,
        "categories": dict.fromkeys(names, score > 0.5),
        "category_scores": dict.fromkeys(names, 0.001) | {"hate": score, "violence": 0.99},
        "category_applied_input_types": {name: ["text"] for name in names},
    }


class Server(ThreadingHTTPServer):
    """Replies as told, and notes what it was asked."""

    reply: Reply = staticmethod(scored)

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, Any]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        status, told = self.server.reply(body["input"])
        content = told.encode() if isinstance(told, str) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A running server."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-for-a-test")
    monkeypatch.setattr("fixtures.model_judges.moderation.ENDPOINT_TRIES", 0)
    found = Server()
    thread = Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()


def judge_of(server: Server) -> Moderation:
    """The judge, asking the server."""
    return Moderation(
        "moderation",
        Identity("moderation", "moderation", "omni-moderation-latest", "", "", ""),
        f"http://127.0.0.1:{server.server_port}/v1",
    )


def said(*texts: str) -> list[Answer]:
    """Answers."""
    return [Answer(Sample(user_prompt("?")), Response(text)) for text in texts]


def test_scores_are_told_and_the_model_that_answered_is_recorded(server: Server) -> None:
    """The highest toxic category counts; violence as a subject does not; many texts share a request, in their order."""
    judge = judge_of(server)
    texts = [f"hate {n}" if n % 3 == 0 else f"fine {n}" for n in range(20)]
    found = judge.judge("toxicity", said(*texts))
    assert [verdict.value for verdict in found] == [0.9 if n % 3 == 0 else 0.001 for n in range(20)]
    assert found[0].why == "hate 0.900"
    assert [len(asked["input"]) for asked in server.asked] == [16, 4]
    assert judge.identity().revision == "omni-moderation-2024-09-26"


def test_compat_counts_eleven_categories(server: Server) -> None:
    """As the reference does: violence as a subject too, and not `illicit`, which it does not know."""
    server.reply = lambda texts: (200, {"model": "m", "results": [_result(0.2) | {"category_scores": _scores(text)} for text in texts]})
    told = judge_of(server).judge("moderation", said("violence", "self-harm/intent", "illicit", "hate"))
    assert [verdict.value for verdict in told] == [0.7, 0.7, 0.0, 0.7]
    assert [verdict.value for verdict in judge_of(server).judge("toxicity", said("violence", "hate"))] == [0.0, 0.7]


def _scores(high: str) -> dict[str, float]:
    return dict.fromkeys([*ALL, "illicit", "illicit/violent"], 0.0) | {high: 0.7}


def test_one_bad_text_costs_one_verdict(server: Server) -> None:
    """A request that fails is sent text by text."""
    server.reply = lambda texts: (400, {"error": {"message": "no"}}) if "bad" in texts else scored(texts)  # type: ignore[assignment]
    assert [verdict.value for verdict in judge_of(server).judge("toxicity", said("hate", "bad", "fine"))] == [0.9, None, 0.001]


@pytest.mark.parametrize(
    "reply",
    [
        (500, {"error": {"message": "down"}}),
        (401, {"error": {"message": "wrong key"}}),
        (429, {"error": {"message": "slow down"}}),
        (200, "not JSON"),
        (200, {"model": "m", "results": []}),
        (200, {"model": "m"}),
        (200, {"model": "m", "results": [{"flagged": False, "categories": {}, "category_scores": {}}]}),
        (200, {"model": "m", "results": [_result(0.1) | {"category_scores": dict.fromkeys(TOXIC, 7)}]}),
        (200, {"model": "m", "results": [_result(0.1) | {"category_scores": dict.fromkeys(TOXIC, "0.1")}]}),
    ],
)
def test_a_failing_endpoint_has_no_verdict(server: Server, reply: tuple[int, Any]) -> None:
    """Not "safe", not the text "No response" judged in the answer's place: none, and why."""
    server.reply = lambda texts: reply  # type: ignore[assignment]
    (found,) = judge_of(server).judge("toxicity", said("fine"))
    assert found.value is None
    assert found.why


def test_without_a_key_there_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the reason names the variable."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_ADMIN_KEY", raising=False)
    (found,) = Moderation("moderation", Identity("moderation", "moderation", "m", "", "", "")).judge("toxicity", said("fine"))
    assert found.value is None
    assert "OPENAI_API_KEY" in found.why
