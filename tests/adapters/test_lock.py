"""The lock file: what is written is read again, and whatever is not as it must be stops the run with one line."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.load import UnknownModelError, check_model, row_of
from adapters.lock import FILE, LockError, Pin, lock_file, pin_of, read_lock, write_lock
from adapters.registry import registry

COMMIT = "0123456789abcdef0123456789abcdef01234567"
GOOD = {"checkpoint": '"acme/eyes"', "revision": '"main"', "commit": f'"{COMMIT}"', "date": "2026-03-01"}
PIN = Pin("acme/eyes", "main", COMMIT, date(2026, 3, 1))

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
PINS = st.builds(Pin, WORDS, WORDS, st.text("0123456789abcdef", min_size=40, max_size=40), st.dates())
NAMES = WORDS.map("hf/".__add__) | st.sampled_from([name for name, row in registry().items() if "same_as" not in row])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, two below one of its own."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    monkeypatch.delenv("TRUST_LOCK", raising=False)
    return tmp_path


def table(name: str = "hf/acme/eyes", **changed: str | None) -> str:
    """A table of the file; what is None is left out."""
    return f'["{name}"]\n' + "".join(f"{key} = {value}\n" for key, value in {**GOOD, **changed}.items() if value is not None)


@given(st.dictionaries(NAMES, PINS, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_again(here: Path, pins: dict[str, Pin]) -> None:
    """Any name, any branch, any day; nothing else is left in the folder."""
    write_lock(here / FILE, pins)
    assert read_lock(here / FILE) == pins
    assert [file.name for file in here.iterdir() if file.is_file()] == [FILE]


FAULTS = [
    (table(sha='"x"'), 6, "hf/acme/eyes.sha is nothing known"),
    *[(table(**{key: None}), 1, f"hf/acme/eyes.{key} is missing") for key in GOOD],
    (table(commit='"main"'), 4, "hf/acme/eyes.commit = 'main' is no commit"),
    (table(commit=f'"{COMMIT.upper()}"'), 4, "is no commit"),
    (table(commit="7"), 4, "hf/acme/eyes.commit = '7' is no commit"),
    (table(date='"2026-03-01"'), 5, "is no date"),
    (table(date="2026-03-01T10:00:00"), 5, "is no date"),
    (table(checkpoint='""'), 2, "is no checkpoint"),
    (table(revision="[]"), 3, "is no revision"),
    ('[["hf/acme/eyes"]]\n', 1, "hf/acme/eyes is no table"),
    (table("qwen-v"), 1, "qwen-v is no name that is pinned"),
    (table("qwen-vl"), 1, "qwen-vl is no name that is pinned"),  # the row that it means is
]


@pytest.mark.parametrize(("text", "line", "said"), FAULTS)
def test_a_faulty_lock_stops_with_its_line(here: Path, text: str, line: int, said: str) -> None:
    """File, line, fault, and what to type; also when another name is asked for. A sound table before it makes no difference."""
    (here / FILE).write_text(f"{table('hf/acme/other')}\n{text}", "utf-8")
    with pytest.raises(UnknownModelError) as caught:
        check_model("hf/acme/third")
    error = str(caught.value)
    assert error.startswith(f"--model hf/acme/third: {here / FILE}:{6 + line}: ")
    assert said in error
    assert "python -m adapters" in error
    assert "\n" not in error


@pytest.mark.parametrize("text", [b"[", b"\xff", b'["hf/a/b"]\n["hf/a/b"]\n'])
def test_a_lock_that_is_no_toml_stops_with_what_to_do(here: Path, text: bytes) -> None:
    """In one line."""
    (here / FILE).write_bytes(text)
    with pytest.raises(LockError, match=r"cannot be read .*delete it, and type python -m adapters pin"):
        row_of("hf/acme/eyes")


@pytest.mark.parametrize(("was", "line"), [({"checkpoint": '"acme/eyes-v1"'}, 1), ({"revision": '"v1"'}, 1)])
def test_a_pin_of_something_else_is_never_obeyed(here: Path, was: dict[str, str], line: int) -> None:
    """The name meant another checkpoint, or another branch, when it was pinned."""
    (here / FILE).write_text(table(**was), "utf-8")
    with pytest.raises(UnknownModelError, match=rf":{line}: hf/acme/eyes is pinned as .*type python -m adapters pin hf/acme/eyes$"):
        check_model("hf/acme/eyes")
    check_model("hf/acme/other")


def test_a_pin_is_for_its_own_name(here: Path) -> None:
    """Not for another revision of the checkpoint, nor for what lies here; an alias is the row that it means."""
    meant = registry()["qwen3-vl-8b"]["checkpoint"]
    write_lock(here / FILE, {"hf/acme/eyes": PIN, "qwen3-vl-8b": Pin(meant, "main", COMMIT, date(2026, 3, 1))})
    names = ("hf/acme/eyes", "qwen-vl", "qwen3-vl-8b", "hf/acme/eyes@v2", "pocket", "gpt-4o", f"hf/{meant}")
    assert [row_of(name).get("revision") for name in names] == [COMMIT, COMMIT, COMMIT, "v2", None, None, None]


def test_the_nearest_lock_holds_and_trust_lock_before_all(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From where one stands upwards. One that is named and not there is an error, and not an unpinned run."""
    row = {"checkpoint": "acme/eyes"}
    assert lock_file() == here / "a" / "b" / FILE
    assert pin_of("hf/acme/eyes", row) is None
    for folder in (here, here / "a"):
        write_lock(folder / FILE, {"hf/acme/eyes": PIN})
        assert lock_file() == folder / FILE
    assert pin_of("hf/acme/eyes", row) == PIN
    monkeypatch.setenv("TRUST_LOCK", str(here / "elsewhere.toml"))
    with pytest.raises(LockError, match="there is no such file; type python -m adapters pin hf/acme/eyes"):
        pin_of("hf/acme/eyes", row)


@pytest.mark.parametrize("name", ["hf/acme/eyes@", "hf/@v2", "hf/@"])
def test_half_a_name_is_answered_in_one_line(here: Path, name: str) -> None:
    """With the form that it has to have."""
    with pytest.raises(UnknownModelError, match="type hf/OWNER/NAME@REVISION"):
        check_model(name)
