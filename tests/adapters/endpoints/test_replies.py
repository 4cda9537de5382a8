"""What comes back, sorted: answers, the model's own refusals, the provider's filter, reasoning, and everything that is no answer."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.endpoints.replies import FaultyReplyError, read_reply, retry_after, same_model
from adapters.types import Response
from tests.adapters.endpoints.conftest import Serve, endpoint, questions
from tests.adapters.endpoints.server import Body, Reply, completion


def read(body: Any) -> Response:
    """The response in a body."""
    return read_reply(json.dumps(body).encode(), "tiny")


@pytest.mark.parametrize("reason", ["content_filter", "CONTENT_FILTER", "safety", "SAFETY", "PROHIBITED_CONTENT", "recitation"])
@pytest.mark.parametrize("text", ["", None, "I was about to"])
def test_the_providers_filter_is_not_the_model(reason: str, text: str | None) -> None:
    """Blocked, whatever words got through: neither a refusal nor an answer."""
    response = read(completion(text, finish=reason))
    assert response.finish == "blocked"
    assert reason.lower() in response.error


def test_a_refusal_field_is_the_models_own_refusal() -> None:
    """OpenAI's `refusal` is what the model said: an answer that judges read."""
    response = read(completion(None, refusal="I'm sorry, I can't help with that."))
    assert (response.finish, response.text) == ("stop", "I'm sorry, I can't help with that.")


@pytest.mark.parametrize(
    ("reason", "finish"), [("stop", "stop"), ("length", "length"), ("max_tokens", "length"), ("eos", "stop"), (None, "stop")]
)
def test_how_an_answer_ended(reason: str | None, finish: str) -> None:
    """Cut short, or not."""
    assert read(completion("yes", finish=reason)).finish == finish  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "message",
    [
        {"text": "no.", "reasoning_content": "Is it? It is not."},
        {"text": "no.", "reasoning": "Is it? It is not."},
        {"text": "<think>Is it? It is not.</think>\n\nno."},
        {"text": "Is it? It is not.</think>no."},
    ],
    ids=["vLLM and DeepSeek", "OpenRouter", "tags", "an opening tag in the template"],
)
def test_reasoning_is_kept_apart(message: Body) -> None:
    """No judge takes a thought for the answer."""
    response = read(completion(message.pop("text"), **message))
    assert (response.text, response.reasoning) == ("no.", "Is it? It is not.")


@pytest.mark.parametrize("message", [{"text": "<think>Is it? It"}, {"text": None, "reasoning_content": "Is it? It"}])
def test_a_thought_that_was_cut_short_is_no_answer(message: Body) -> None:
    """It is empty, and empty is held against the gate."""
    response = read(completion(message.pop("text"), finish="length", **message))
    assert (response.text, response.finish, response.reasoning) == ("", "length", "Is it? It")


def test_text_in_parts_is_text() -> None:
    """As some servers give it."""
    assert read(completion([{"type": "text", "text": "a "}, {"type": "text", "text": "b"}])).text == "a b"  # type: ignore[arg-type]


def test_tokens_and_cost_are_counted() -> None:
    """Also those of the reasoning, and what the provider says it cost."""
    usage = {"prompt_tokens": 9, "completion_tokens": 5, "completion_tokens_details": {"reasoning_tokens": 3}, "cost": 0.25, "x": None}
    assert read(completion(usage=usage)).usage == {"input": 9, "output": 5, "reasoning": 3, "cost": 0.25}
    assert read(completion(usage={"prompt_tokens": "many", "completion_tokens": -1, "cost": True})).usage == {}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["choices", "message", "content", "finish_reason", "error", "usage", "model"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_no_reply_breaks_the_reader(body: Any) -> None:
    """Any JSON is an answer or a fault."""
    with suppress(FaultyReplyError):
        assert read(body).finish in ("stop", "length", "blocked")


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("gpt-4o", "gpt-4o-2024-08-06"),
        ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
        ("google/gemini-2.5-flash", "gemini-2.5-flash"),
        ("gemini-2.5-pro", "models/gemini-2.5-pro-preview-05-06"),
        ("qwen-vl-max-latest", "qwen-vl-max"),
        ("Qwen/Qwen3-VL-8B-Instruct", "qwen3-vl-8b-instruct"),
        ("/somewhere/pocket", "/somewhere/pocket@main"),
        ("/somewhere/pocket/", "pocket"),
    ],
)
def test_the_same_model_by_other_names(asked: str, served: str) -> None:
    """Dates, versions, folders, providers and revisions."""
    assert same_model(asked, served)


@pytest.mark.parametrize(
    ("asked", "served"),
    [("gpt-4o", "gpt-4o-mini"), ("gpt-4o", "gpt-4"), ("qwen2-vl-7b", "qwen2-vl-72b"), ("pocket", "pocket-base"), ("a", "b")],
)
def test_another_model(asked: str, served: str) -> None:
    """A gateway that falls back to a smaller one would gate the wrong model."""
    assert not same_model(asked, served)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after": "soon"}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds, milliseconds, or nothing sensible."""
    assert retry_after(headers) == seconds


def test_retry_after_may_be_a_date() -> None:
    """In RFC 9110's form; one in the past is now."""
    now = datetime.now(UTC)
    assert 28 <= (retry_after({"retry-after": format_datetime(now + timedelta(seconds=30), usegmt=True)}) or 0) <= 30
    assert retry_after({"retry-after": format_datetime(now - timedelta(days=1), usegmt=True)}) == 0


@pytest.mark.parametrize(
    "error",
    [
        Reply({"error": {"code": "content_filter", "message": "The response was filtered"}}, 400),
        Reply({"error": {"code": "content_policy_violation", "message": "no"}}, 400),
        Reply({"error": {"code": "data_inspection_failed", "message": "Input data may contain inappropriate content."}}, 400),
        Reply({"error": {"code": 403, "message": "violence/graphic", "metadata": {"reasons": ["moderation"]}}}, 403),
        Reply({"error": {"code": "invalid_prompt", "message": "flagged as potentially violating our usage policy"}}, 400),
        Reply({**completion(), "choices": [], "prompt_feedback": {"block_reason": "PROHIBITED_CONTENT"}}),
    ],
    ids=["Azure", "OpenAI", "DashScope", "OpenRouter", "OpenAI, reasoning models", "Gemini"],
)
def test_a_prompt_that_the_provider_turns_down_is_blocked(serve: Serve, error: Reply) -> None:
    """Asked once, counted as blocked, and the run goes on."""
    server = serve(lambda request, count: error)
    model = endpoint(server)
    responses = model.generate(questions(40))
    assert {response.finish for response in responses} == {"blocked"}
    assert set(server.asked.values()) == {1}
    assert not model.stopped
