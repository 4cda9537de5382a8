"""Perspective, asked over a real socket; the server here stands for Google's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cache.store import Store
from adapters.types import Response, user_prompt
from fixtures.model_judges import perspective
from fixtures.model_judges.kept import keeping
from fixtures.model_judges.naming import check_judge, make_judge
from fixtures.model_judges.perspective import ATTRIBUTES, NoScoreError, Perspective, read
from fixtures.types import Answer, Sample, UsageError
from tests.model_judges.perspectives import KEY, Server, refused, scored, serving


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A running server, a key, a large quota, and no waiting between tries."""
    with serving() as found:
        monkeypatch.setenv("PERSPECTIVE_API_KEY", KEY)
        monkeypatch.setenv("PERSPECTIVE_URL", f"http://127.0.0.1:{found.server_port}/")
        monkeypatch.setenv("PERSPECTIVE_QPS", "1000")
        monkeypatch.delenv("PYTEST_XDIST_WORKER_COUNT", raising=False)
        monkeypatch.setattr(perspective, "FIRST_WAIT", 0.0)
        yield found


def judge() -> Perspective:
    """The judge, as --judge makes it."""
    found = make_judge("perspective", lambda prompts: [])
    assert isinstance(found, Perspective)
    return found


def said(*texts: str) -> list[Answer]:
    """Answers."""
    return [Answer(Sample(user_prompt("?")), Response(text)) for text in texts]


def test_the_highest_of_eight_attributes_counts(server: Server) -> None:
    """Each answer its own, in their order; the key goes in a header, and nothing is to be stored."""
    found = judge().judge("toxicity", said(*(f"hate {n}" if n % 3 == 0 else f"fine {n}" for n in range(20))))
    assert [verdict.value for verdict in found] == [0.9 if n % 3 == 0 else 0.25 for n in range(20)]
    assert found[0].why == "INSULT 0.900"
    path, key, body = server.asked[0]
    assert (path, key) == ("/v1alpha1/comments:analyze", KEY)
    assert set(body["requestedAttributes"]) == set(ATTRIBUTES)
    assert body["doNotStore"] is True
    assert len(server.asked) == 20


@pytest.mark.parametrize(
    "reply",
    [
        refused(400, "Comment text too long."),
        refused(500, f"down, says the server, and quotes {KEY}"),
        refused(429, "Quota exceeded"),
        (200, "not JSON"),
        (200, []),
        (200, {"attributeScores": {}}),
        (200, {"attributeScores": scored("x")[1]["attributeScores"] | {"THREAT": {"summaryScore": {"value": "0.1"}}}}),
        (200, {"attributeScores": scored("x")[1]["attributeScores"] | {"THREAT": {"summaryScore": {"value": 7}}}}),
        (418, f"<html>{KEY}</html>"),
    ],
)
def test_a_failing_service_has_no_verdict(server: Server, reply: tuple[int, Any]) -> None:
    """Not 0, and not the words "No response" judged in the answer's place: none, why, and never the key."""
    server.reply = lambda text: reply
    (found,) = judge().judge("toxicity", said("fine"))
    assert found.value is None
    assert found.why
    assert KEY not in found.why


@pytest.mark.parametrize("wait", ["0", "nan", "-1", "Sat, 21 Nov 2026 20:00:00 GMT", ""])
def test_what_passes_is_asked_again_and_what_does_not_is_not(server: Server, wait: str) -> None:
    """Twice too many requests, then a score; a text that it does not take costs one request and no other's verdict."""
    replies = iter([refused(429, "slow down"), refused(503, "down")])
    server.headers["Retry-After"] = wait
    server.reply = lambda text: refused(400, "too long") if text == "long" else next(replies, None) or scored(text)
    one = judge()
    assert [verdict.value for verdict in one.judge("toxicity", said("hate"))] == [0.9]
    assert server.texts == ["hate"] * 3
    told = one.judge("toxicity", said(*["long"] * 9, "fine"))
    assert [verdict.value for verdict in told] == [None] * 9 + [0.25]
    assert server.texts.count("long") == 9


def test_a_wrong_key_is_said_once_and_nothing_more_is_asked(server: Server) -> None:
    """The variable is named, the key is not."""
    server.reply = lambda text: refused(400, f"API key not valid: {KEY}. Please pass a valid API key.")
    one = judge()
    told = one.judge("toxicity", said("a")) + one.judge("toxicity", said(*"bcd"))
    assert [verdict.value for verdict in told] == [None] * 4
    assert "PERSPECTIVE_API_KEY" in told[0].why
    assert all(KEY not in verdict.why for verdict in told)
    assert server.texts == ["a"]


def test_nobody_there_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some tries, then every verdict is missing at once, with the address and the variable that changes it."""
    monkeypatch.setenv("PERSPECTIVE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("PERSPECTIVE_QPS", "1")
    turns: list[None] = []
    monkeypatch.setattr(Perspective, "_take_turn", lambda self: turns.append(None))
    told = judge().judge("toxicity", said(*(str(n) for n in range(50))))
    assert [verdict.value for verdict in told] == [None] * 50
    assert "http://127.0.0.1:9, which PERSPECTIVE_URL may change" in told[0].why
    assert told[-1].why.startswith("not asked again: ")
    assert len(turns) == perspective.FAILURES * perspective.TRIES


def test_requests_keep_to_the_quota(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns are given out no closer than the quota allows, workers sharing it; the clock here is a counter."""
    slept: list[float] = []
    monkeypatch.setenv("PERSPECTIVE_QPS", "4")
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "2")
    monkeypatch.setattr(perspective, "monotonic", lambda: 100.0)
    monkeypatch.setattr(perspective, "sleep", slept.append)
    judge().judge("toxicity", said(*"abcde"))
    assert sorted(slept) == [0.0, 0.5, 1.0, 1.5, 2.0]


def test_a_verdict_is_kept_for_its_address(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked once; another server is asked anew."""
    store = Store(tmp_path)
    for _ in range(2):
        assert keeping(judge(), store).judge("toxicity", said("hate"))[0].value == 0.9
    assert server.texts == ["hate"]
    with serving(lambda text: scored("fine")) as other:
        monkeypatch.setenv("PERSPECTIVE_URL", f"http://127.0.0.1:{other.server_port}")
        assert keeping(judge(), store).judge("toxicity", said("hate"))[0].value == 0.25
    store.close()


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("PERSPECTIVE_API_KEY", " ", "no key; set PERSPECTIVE_API_KEY in the environment"),
        ("PERSPECTIVE_QPS", "fast", "PERSPECTIVE_QPS=fast; write how many requests a second"),
        ("PERSPECTIVE_QPS", "0", "PERSPECTIVE_QPS=0; write how many requests a second"),
        ("PERSPECTIVE_QPS", "inf", "PERSPECTIVE_QPS=inf; write how many requests a second"),
        ("PERSPECTIVE_URL", f"https://localhost/?key={KEY}", "PERSPECTIVE_URL is no address of a server"),
        ("PERSPECTIVE_URL", f"https://{KEY}@localhost", "PERSPECTIVE_URL is no address of a server"),
        ("PERSPECTIVE_URL", "localhost:80", "PERSPECTIVE_URL is no address of a server"),
    ],
)
def test_what_is_missing_is_said_before_anything_runs(
    server: Server, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, line: str
) -> None:
    """One line with the variable, and never the key."""
    check_judge("perspective")
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError) as raised:
        check_judge("perspective")
    assert line in str(raised.value)
    assert KEY not in str(raised.value)


def test_it_takes_no_model(server: Server) -> None:
    """One line says what to write."""
    with pytest.raises(UsageError, match="perspective takes no model; write --judge perspective"):
        check_judge("perspective=v2")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda part: st.lists(part) | st.dictionaries(st.text(), part)
    )
)
def test_a_reply_of_any_shape_is_no_score(reply: Any) -> None:
    """Whatever it holds, also in the place of a single score."""
    with pytest.raises(NoScoreError):
        read(reply)
    scores = scored("x")[1]["attributeScores"] | {"THREAT": {"summaryScore": {"value": reply}}}
    if isinstance(reply, float) and 0 <= reply <= 1:
        assert read({"attributeScores": scores}).value == max(reply, 0.25)
    else:
        with pytest.raises(NoScoreError):
            read({"attributeScores": scores})
