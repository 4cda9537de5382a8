"""What came back, as a response, or as a fault and what is to be done about it."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from openai import APIConnectionError, APIError, APIStatusError

from adapters.reasoning import apart
from adapters.types import Finish, Response

Kind = Literal["again", "slower", "give up", "stop", "blocked"]
TIMED_OUT = 3

# finish_reason of OpenAI, vLLM, SGLang, Gemini, Anthropic, OpenRouter, DeepSeek. Any other one is an ordinary end.
_FILTERED = {"content_filter", "refusal", "safety", "prohibited_content", "blocklist", "spii", "recitation", "image_safety", "sensitive"}
_CUT_SHORT = {"length", "max_tokens", "model_length"}
_FAILED = {"error", "abort", "aborted", "network_error", "insufficient_system_resource"}

# Codes and words with which a provider says that its filter, not the model, turned the prompt down.
_FILTER_WORDS = re.compile(
    r"content_filter|content_policy|content management policy|data_inspection_failed|DataInspectionFailed|moderation|"
    r"flagged as potentially violating|PROHIBITED_CONTENT|inappropriate content|safety_violations",
    re.IGNORECASE,
)
_OUT_OF_MONEY = re.compile(r"insufficient_quota|billing|credit balance|Arrearage|insufficient balance", re.IGNORECASE)
_VERSION = re.compile(r"(?:[-:](?:latest|preview|exp|free|\d{3,4}|\d{2}-\d{2}|\d{4}-?\d{2}-?\d{2}|\d{2}-\d{4}))+$")


@dataclass(frozen=True)
class Fault:
    """Why a request came to nothing.

    `kind` says what to do: ask again, ask again but all of it slower, give this prompt up, stop the run, or book the prompt
    as blocked. `wait` is how many seconds the server asked for, if it did; `tries` is how many tries this one counts for:
    none when all it said was to come back later, several when it took its whole time.
    """

    kind: Kind
    reason: str
    wait: float | None = None
    tries: int = 1


class FaultyReplyError(Exception):
    """Raised when a reply came, and cannot be an answer."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def read_reply(content: bytes, asked: str, any_model: bool = False) -> Response:
    """The response in a reply's body. Raises FaultyReplyError for one that is broken, empty, or another model's."""
    try:
        reply = json.loads(content)
    except ValueError:
        raise FaultyReplyError(Fault("again", f"the reply is no JSON: {_short(content)}")) from None
    if not isinstance(reply, dict):
        raise FaultyReplyError(Fault("again", f"the reply is no JSON object: {_short(content)}"))
    if error := reply.get("error"):  # with status 200, as OpenRouter does
        raise FaultyReplyError(_fault_in_body(error))
    served = str(reply.get("model") or asked)
    if not any_model and not same_model(asked, served):
        raise FaultyReplyError(Fault("stop", f"asked {asked}, and {served} answered; name that one, or set TRUST_SERVED_AS={served}"))
    return _read_choice(_first_choice(reply), reply)


def _first_choice(reply: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = reply.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        if _FILTER_WORDS.search(json.dumps(reply.get("prompt_feedback") or reply.get("prompt_filter_results") or "")):
            raise FaultyReplyError(Fault("blocked", "the provider's filter turned the prompt down"))
        raise FaultyReplyError(Fault("again", "the reply has no choices"))
    return choice


def _read_choice(choice: Mapping[str, Any], reply: Mapping[str, Any]) -> Response:
    message, reason = choice["message"], str(choice.get("finish_reason") or "stop").lower()
    if reason in _FAILED:
        raise FaultyReplyError(Fault("again", f"the server ended the answer: {reason} {_short(choice.get('error') or '')}".strip()))
    content, refusal = _text(message.get("content")), _text(message.get("refusal"))
    trace = _text(message.get("reasoning_content") or message.get("reasoning"))
    thought, answer = ("", content.strip()) if trace else apart(content)
    finish: Finish = "blocked" if reason in _FILTERED and not refusal else "length" if reason in _CUT_SHORT else "stop"
    return Response(
        answer or refusal.strip(),
        finish,
        reasoning=(trace or thought).strip(),
        usage=_usage(reply.get("usage")),
        error=f"the provider's filter cut in ({reason})" if finish == "blocked" else "",
    )


def _text(value: Any) -> str:
    """Text, also where it comes in parts. Raises FaultyReplyError for anything else."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list) and all(isinstance(part, dict) for part in value):
        return "".join(str(part.get("text") or "") for part in value)
    raise FaultyReplyError(Fault("again", f"the answer is no text: {_short(value)}"))


def _usage(found: Any) -> dict[str, float]:
    """Tokens in and out, of the latter how many were reasoning, and what the provider says it cost in USD."""
    if not isinstance(found, dict):
        return {}
    details = found.get("completion_tokens_details")
    counts = {
        "input": found.get("prompt_tokens"),
        "output": found.get("completion_tokens"),
        "reasoning": details.get("reasoning_tokens") if isinstance(details, dict) else None,
        "cost": found.get("cost"),
    }
    return {name: count for name, count in counts.items() if isinstance(count, int | float) and not isinstance(count, bool) and count >= 0}


def same_model(asked: str, served: str) -> bool:
    """Whether these are one model: folders, providers, dates, versions and a revision (@main) at the end aside."""
    if "@" not in asked:
        served = served.partition("@")[0]

    def base(name: str) -> str:
        return _VERSION.sub("", name.rstrip("/").rpartition("/")[2].lower())

    return base(asked) == base(served)


def read_error(error: Exception, key: str = "") -> Fault:
    """The fault that an exception of the client stands for, without the key that some servers repeat."""
    fault = _fault_of(error)
    return replace(fault, reason=fault.reason.replace(key, "***")) if key else fault


def _fault_of(error: Exception) -> Fault:
    if isinstance(error, FaultyReplyError):
        return error.fault
    if isinstance(error, APIStatusError):
        return _fault_of_status(error)
    root = _root(error)  # of the client's layers, some call a refused connection a time-out
    if isinstance(root, TimeoutError):
        return Fault("slower", "no reply in time", wait=0.0, tries=TIMED_OUT)
    if isinstance(error, APIConnectionError):
        return Fault("again", f"no connection: {_short(root) or type(root).__name__}")
    return Fault("again", f"{type(error).__name__}: {_short(error.message if isinstance(error, APIError) else error)}")


def _root(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _fault_of_status(error: APIStatusError) -> Fault:
    status, words = error.status_code, f"{error.code or ''} {error.message} {json.dumps(error.body, default=str)}"
    reason = f"{status}: {_short(_message_of(error))}"
    if status in (400, 403, 422, 451) and _FILTER_WORDS.search(words):
        return Fault("blocked", f"the provider's filter turned the prompt down ({reason})")
    if status in (401, 402, 403, 404) or _OUT_OF_MONEY.search(words):
        return Fault("stop", reason)
    if status in (429, 503, 529):
        return Fault("slower", reason, retry_after(error.response.headers), tries=int(status != 429))
    return Fault("again" if status >= 500 or status in (408, 409, 425) else "give up", reason, retry_after(error.response.headers))


def _fault_in_body(error: Any) -> Fault:
    words, code = json.dumps(error, default=str), error.get("code") if isinstance(error, dict) else None
    if _FILTER_WORDS.search(words):
        return Fault("blocked", f"the provider's filter turned the prompt down ({_short(words)})")
    if code in (401, 402, 403, 404) or _OUT_OF_MONEY.search(words):
        return Fault("stop", _short(words))
    if code in (400, 413, 422):
        return Fault("give up", _short(words))
    return Fault("slower" if code in (429, 503, 529) else "again", _short(words), tries=int(code != 429))


def _message_of(error: APIStatusError) -> Any:
    inner = error.body.get("message") if isinstance(error.body, dict) else None
    return inner or error.message


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from Retry-After (seconds or a date) or OpenAI's retry-after-ms; None where nothing sensible is said."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        text = headers.get("retry-after", "")
        return max(0.0, float(text)) if re.fullmatch(r"\s*\d+(\.\d*)?\s*", text) else _until(text)
    except ValueError:
        return None


def _until(date: str) -> float | None:
    return max(0.0, parsedate_to_datetime(date).timestamp() - time.time()) if date.strip() else None


def _short(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value if isinstance(value, str) else str(value)
    return " ".join(text.split())[:200]
