"""Names of endpoints: where they lead, and one line for those that lead nowhere."""

import pytest

from adapters.endpoints.places import find_place, is_endpoint, providers
from adapters.load import UnknownModelError, check_model


@pytest.mark.parametrize(
    ("name", "url", "model"),
    [
        ("vllm/Qwen/Qwen2.5-VL-7B-Instruct", "http://127.0.0.1:8000/v1", "Qwen/Qwen2.5-VL-7B-Instruct"),
        ("sglang/m", "http://127.0.0.1:30000/v1", "m"),
        ("llama.cpp/m", "http://127.0.0.1:8080/v1", "m"),
        ("openai/gpt-4o", "https://api.openai.com/v1", "gpt-4o"),
        ("azure/my-deployment", "https://me.openai.azure.com/openai/v1", "my-deployment"),
        ("endpoint/a/b:c", "http://10.0.0.1:9/v1", "a/b:c"),
        ("http://127.0.0.1:8000/v1#a/b", "http://127.0.0.1:8000/v1", "a/b"),
        ("https://example.org/v1/#m", "https://example.org/v1", "m"),
    ],
)
def test_a_name_leads_to_a_place(monkeypatch: pytest.MonkeyPatch, name: str, url: str, model: str) -> None:
    """As users of these servers name things."""
    for variable, value in {
        "OPENAI_API_KEY": "x",
        "AZURE_OPENAI_API_KEY": "x",
        "AZURE_OPENAI_ENDPOINT": "https://me.openai.azure.com/",
        "TRUST_BASE_URL": "http://10.0.0.1:9/v1/",
    }.items():
        monkeypatch.setenv(variable, value)
    check_model(name)
    place = find_place(name)
    assert (place.base_url, place.model) == (url, model)


def test_a_providers_address_may_be_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """PROVIDER_BASE_URL, as its own client reads it; a server on this machine wants no key."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1234/v1")
    monkeypatch.setenv("LLAMA_CPP_BASE_URL", "http://127.0.0.1:1235/v1")
    assert find_place("openai/gpt-4o").base_url == "http://127.0.0.1:1234/v1"
    assert find_place("llama.cpp/m").base_url == "http://127.0.0.1:1235/v1"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("openai/gpt-4o", "no key; set OPENAI_API_KEY"),
        ("openai/", "type openai/NAME"),
        ("endpoint/m", "set TRUST_BASE_URL"),
        ("azure/m", "set AZURE_OPENAI_ENDPOINT"),
        ("http://127.0.0.1:8000/v1", "type http://127.0.0.1:8000/v1#NAME; http://127.0.0.1:8000/v1/models lists the names"),
        ("http://#m", "is no address"),
        ("http://me:secret@127.0.0.1/v1#m", "keys do not belong in an address"),
        ("http://127.0.0.1/v1?key=secret#m", "keys do not belong in an address"),
        ("vlm/m", "unknown model 'vlm/m'"),
    ],
)
def test_a_name_that_leads_nowhere_is_one_line(monkeypatch: pytest.MonkeyPatch, name: str, line: str) -> None:
    """It says what to type, or to set."""
    for variable in ("OPENAI_API_KEY", "TRUST_BASE_URL", "AZURE_OPENAI_ENDPOINT", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(UnknownModelError) as caught:
        check_model(name)
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", providers())
def test_every_provider_says_what_it_is(name: str) -> None:
    """One line each; a key's variable for those that are not one's own."""
    provider = providers()[name]
    assert provider.about
    assert provider.base_url.startswith(("https://", "http://127.0.0.1", "{"))
    assert is_endpoint(f"{name}/x")
    assert bool(provider.key) == (not provider.base_url.startswith("http://127.0.0.1"))
