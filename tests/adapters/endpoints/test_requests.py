"""What goes out: whole pictures, greedy, in the fields that the model takes; nothing beyond what the provider takes."""

from base64 import b64decode
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from adapters.endpoints.endpoint import Endpoint
from adapters.endpoints.places import find_place
from adapters.endpoints.requests import usual_fields, write_request
from adapters.types import Picture, Prompt, Turn, user_prompt
from tests.adapters.endpoints.conftest import HURRY, Serve, endpoint
from tests.adapters.endpoints.server import Body, Reply, completion

RNG = np.random.default_rng(0)


def noise(width: int, height: int) -> Image.Image:
    """A picture that no compression makes smaller."""
    return Image.fromarray(RNG.integers(0, 256, (height, width, 3), dtype=np.uint8))


def test_pictures_arrive_whole_and_in_order(serve: Serve) -> None:
    """Every pixel of a large picture, before the words of its turn; roles kept."""
    images = [noise(2_000, 1_500), noise(3, 500)]
    pictures = tuple(Picture(str(number), lambda image=image: image) for number, image in enumerate(images))  # type: ignore[misc]
    prompt = Prompt((Turn("system", "be kind"), Turn("user", "look", pictures), Turn("assistant", "yes"), Turn("user", "and?")), 7)
    server = serve(lambda request, count: Reply(completion()))
    endpoint(server).generate([prompt])
    (request,) = server.requests
    assert [message["role"] for message in request["messages"]] == ["system", "user", "assistant", "user"]
    assert (request["max_tokens"], request["temperature"]) == (7, 0)
    *shown, words = request["messages"][1]["content"]
    assert words == {"type": "text", "text": "look"}
    for part, image in zip(shown, images, strict=True):
        kind, _, data = part["image_url"]["url"].partition(",")
        assert kind == "data:image/png;base64"
        assert (np.asarray(Image.open(BytesIO(b64decode(data)))) == np.asarray(image)).all()


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"image_bytes": 50_000}, "bytes, and the provider takes 50,000"),
        ({"image_side": 199}, "the picture has 200 x 100 pixels, and the provider takes 199 a side"),
        ({"images": 1}, "the prompt has 2 pictures, and the provider takes 1"),
    ],
)
def test_beyond_the_providers_limit_is_an_error_and_not_a_smaller_picture(serve: Serve, limits: dict[str, int], reason: str) -> None:
    """It says which limit; nothing is sent; what is within it goes on."""
    server = serve(lambda request, count: Reply(completion()))
    place = find_place(f"{server.url}#tiny")
    model = Endpoint("tiny", replace(place, provider=replace(place.provider, **limits)), 4, None, HURRY)
    picture = Picture("p", lambda: noise(200, 100))
    too_much, fine = model.generate([Prompt((Turn("user", "?", (picture, picture)),)), user_prompt("?")])
    assert (too_much.finish, fine.finish) == ("error", "stop")
    assert too_much.error.endswith(reason)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("name", "limit", "room", "greedy"),
    [
        ("openai/gpt-4o", "max_tokens", 0, True),
        ("openai/gpt-5-mini", "max_completion_tokens", 8_000, False),
        ("openai/gpt-6.1-sol", "max_completion_tokens", 8_000, False),
        ("anthropic/claude-haiku-4-5-20251001", "max_tokens", 0, True),
        ("anthropic/claude-opus-4-8", "max_tokens", 0, False),
        ("anthropic/claude-sonnet-5-5", "max_tokens", 8_000, False),
        ("google/gemini-3.8-flash", "max_tokens", 8_000, True),
    ],
)
def test_a_model_that_thinks_has_room_and_one_without_a_temperature_is_sent_none(
    monkeypatch: pytest.MonkeyPatch, name: str, limit: str, room: int, greedy: bool
) -> None:
    """By its name, before any complaint: an endpoint that takes a limit for the whole of it would cut the answer off."""
    for key in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.setenv(key, "x")
    place = find_place(name)
    request = write_request(place, usual_fields(place), user_prompt("why?", max_new_tokens=50))
    assert {key: value for key, value in request.items() if key.startswith("max")} == {limit: 50 + room}
    assert request.get("temperature") == (0 if greedy else None)


def picky(unknown: str, message: str) -> Reply:
    """OpenAI's words about a field that a model does not take."""
    return Reply({"error": {"message": message, "type": "invalid_request_error", "param": unknown, "code": "unsupported_parameter"}}, 400)


def test_fields_follow_the_endpoints_complaint(serve: Serve) -> None:
    """A model that wants max_completion_tokens and takes no temperature is asked so, after one complaint about each."""

    def script(request: Body, count: int) -> Reply:
        if "max_tokens" in request:
            return picky(
                "max_tokens", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
            )
        if "temperature" in request:
            return picky("temperature", "Unsupported value: 'temperature' does not support 0 with this model.")
        return Reply(completion())

    server = serve(script)
    model = endpoint(server)
    for number in range(3):
        (response,) = model.generate([user_prompt(f"question {number}", max_new_tokens=9)])
        assert response.text == "yes"
    assert len(server.requests) == 5
    assert server.requests[-1]["max_completion_tokens"] == 9


def test_reasoning_has_room_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it counts against the limit, the limit is that much larger."""
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    place = find_place("openai/o3")
    request = write_request(place, usual_fields(place), user_prompt("?", max_new_tokens=100))
    assert request == {"model": "o3", "messages": [{"role": "user", "content": "?"}], "max_completion_tokens": 8_100}


def test_a_picture_that_cannot_be_read_costs_one_sample(serve: Serve) -> None:
    """The others of its batch are answered."""

    def gone() -> Image.Image:
        raise OSError("no such file")

    server = serve(lambda request, count: Reply(completion()))
    broken, fine = endpoint(server).generate([user_prompt("?", Picture("gone", gone)), user_prompt("?")])
    assert (broken.finish, fine.finish) == ("error", "stop")
    assert "no such file" in broken.error
