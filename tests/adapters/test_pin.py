"""`python -m adapters pin`: what the hub says stands in the lock file, and what it does not say is one line."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from huggingface_hub import constants

from adapters import pin
from adapters.load import row_of
from adapters.lock import FILE, Pin, read_lock, write_lock
from tests.adapters.hub import Answer, Hub, missing

ONE, OTHER = "1" * 40, "abcdef0123" * 4
FINE: Answer = 200, {}, f'{{"id": "x/y", "sha": "{ONE}"}}'.encode()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in; the network is allowed, and leads nowhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRUST_LOCK", raising=False)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    return tmp_path


def ask(hub: Hub, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Type it, with HF_ENDPOINT at this hub."""
    monkeypatch.setattr(constants, "ENDPOINT", hub.url)
    return pin.main(words)


def test_what_the_hub_holds_is_written_and_obeyed(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Checkpoint, revision, commit, day. Once the branch has moved, the old commit stands until it is pinned anew."""
    branch = {"main": ONE, "v2": OTHER}
    with Hub(branch.get) as hub:
        assert ask(hub, monkeypatch, "hf/acme/eyes", "hf/acme/eyes@v2") == 0
        today = datetime.now(UTC).date()
        assert read_lock(here / FILE) == {
            "hf/acme/eyes": Pin("acme/eyes", "main", ONE, today),
            "hf/acme/eyes@v2": Pin("acme/eyes", "v2", OTHER, today),
        }
        branch["main"] = OTHER
        assert [row_of(name)["revision"] for name in ("hf/acme/eyes", "hf/acme/eyes@v2")] == [ONE, OTHER]
        assert ask(hub, monkeypatch, "hf/acme/eyes") == 0
        assert row_of("hf/acme/eyes")["revision"] == OTHER
    assert capsys.readouterr().out.splitlines()[-2:] == [f"hf/acme/eyes: acme/eyes at main is {OTHER}; it was {ONE}", f"1 pinned in {FILE}"]


def test_a_row_is_pinned_under_its_own_name_from_its_own_revision(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """qwen-vl as the row that it means; phi-4-multimodal from the pull request that holds the port."""
    asked = []

    def answer(path: str) -> Answer:
        asked.append(path)
        return FINE

    with Hub({}.get) as hub:
        hub.answer = answer  # type: ignore[method-assign]
        assert ask(hub, monkeypatch, "qwen-vl", "phi-4-multimodal") == 0
    assert asked == [
        "/api/models/Qwen/Qwen3-VL-8B-Instruct/revision/main",
        "/api/models/microsoft/Phi-4-multimodal-instruct/revision/refs/pr/70",
    ]
    assert set(read_lock(here / FILE)) == {"qwen3-vl-8b", "phi-4-multimodal"}
    assert row_of("qwen-vl")["revision"] == row_of("qwen3-vl-8b")["revision"] == row_of("phi-4-multimodal")["revision"] == ONE


FAULTS: dict[str, tuple[Answer, str]] = {
    "gated": (missing("GatedRepo", 401), "gated; accept its licence at {url}/acme/eyes, and set HF_TOKEN"),
    "no such checkpoint": (missing("RepoNotFound", 401), "{url} has no such checkpoint, or shows it only to those who set HF_TOKEN"),
    "no such revision": (missing("RevisionNotFound"), "it has no revision main; {url}/acme/eyes/tree/main lists them"),
    "broken": ((503, {}, b""), "{url} answered 503; try again later"),
    "another server": ((200, {}, b"<html>"), "{url} gave no answer that a hub gives"),
    "a list": ((200, {}, b"[]"), "{url} gave no answer that a hub gives"),
    "no commit": ((200, {}, b'{"id": "acme/eyes"}'), "{url} names no commit for main; is HF_ENDPOINT right?"),
    "half a commit": ((200, {}, b'{"id": "acme/eyes", "sha": "abc"}'), "{url} names no commit for main; is HF_ENDPOINT right?"),
}


@pytest.mark.parametrize(("answer", "said"), FAULTS.values(), ids=FAULTS)
def test_what_the_hub_does_not_say_is_one_line_and_changes_nothing(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: Answer, said: str
) -> None:
    """An earlier pin stays, another name is pinned all the same, and the exit code says that one is missing."""
    before = Pin("acme/eyes", "main", OTHER, datetime.now(UTC).date())
    write_lock(here / FILE, {"hf/acme/eyes": before})
    with Hub({}.get) as hub:
        hub.answer = lambda path: answer if "acme/eyes" in path else FINE  # type: ignore[method-assign]
        assert ask(hub, monkeypatch, "hf/acme/eyes", "qwen-vl") == 1
        errors = capsys.readouterr().err.splitlines()
        assert len(errors) == 1
        assert errors[0].startswith(f"hf/acme/eyes: acme/eyes: {said.format(url=hub.url)}")
    pins = read_lock(here / FILE)
    assert (pins["hf/acme/eyes"], pins["qwen3-vl-8b"].commit) == (before, ONE)


@pytest.mark.parametrize("offline", [True, False])
def test_without_a_network_nothing_is_written(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], offline: bool
) -> None:
    """Forbidden to ask, or nobody there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{free.getsockname()[1]}")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", offline)
    if offline:
        from huggingface_hub import close_session

        close_session()  # one that was made before does not know
    try:
        assert pin.main(["hf/acme/eyes"]) == 1
    finally:
        if offline:
            close_session()
    (error,) = capsys.readouterr().err.splitlines()
    assert ("HF_HUB_OFFLINE is set" if offline else "cannot be reached") in error
    assert not (here / FILE).exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give names, or --all"),
        (["pocket"], "lies in a folder here"),
        (["gpt-4o"], "behind an endpoint"),
        (["vllm/qwen-vl"], "behind an endpoint"),
        (["qwen-v"], "did you mean qwen-vl,"),
        (["scripted/echo"], "scripted/echo cannot be pinned"),
        ([f"hf/acme/eyes@{ONE}"], "names its commit itself"),
    ],
)
def test_what_cannot_be_pinned_is_said_before_anything_is_asked(
    here: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    """One line, exit code 2, no file."""
    assert pin.main([*words, *(["qwen-vl"] if words else [])]) == 2
    (error,) = capsys.readouterr().err.splitlines()
    assert said in error
    assert not (here / FILE).exists()


def test_all_is_every_checkpoint_of_the_hub_and_what_was_pinned(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken pin of what is pinned anew does not matter."""
    write_lock(here / FILE, {"hf/acme/eyes": Pin("acme/eyes", "main", OTHER, datetime.now(UTC).date())})
    (here / FILE).write_text((here / FILE).read_text("utf-8") + "[qwen3-vl-8b]\ncommit = 3\n", "utf-8")
    with Hub({}.get) as hub:
        hub.answer = lambda path: FINE  # type: ignore[method-assign]
        assert ask(hub, monkeypatch, "--all") == 0
    pins = read_lock(here / FILE)
    assert len(pins) > 40
    assert {one.commit for one in pins.values()} == {ONE}
    assert {"hf/acme/eyes", "qwen3-vl-8b", "gemma-3-4b"} <= pins.keys()
    assert not {"pocket", "qwen-vl", "gpt-4o"} & pins.keys()
