"""Recorded answers: looked up by sample, never guessed."""

from pathlib import Path

import pytest

from adapters.load import UnknownModelError, check_model, load_model
from adapters.recorded import Recorded, RecordingError
from adapters.types import Prompt, Turn


def asked(name: str) -> Prompt:
    """A prompt of a sample of this name."""
    return Prompt((Turn("user", "?"),), name=name)


def test_answers_are_found_by_sample_and_by_kind(tmp_path: Path) -> None:
    """`as` tells several answers to one sample apart."""
    file = tmp_path / "answers.jsonl"
    file.write_text('{"sample": "a", "response": "yes"}\n\n{"sample": "a", "as": "noise", "response": "no"}\n', "utf-8")
    model = Recorded(file)
    assert [response.text for response in model.generate([asked("a#noise"), asked("a")])] == ["no", "yes"]


def test_a_missing_answer_is_an_error_that_names_the_sample(tmp_path: Path) -> None:
    """Not an empty answer, not a refusal."""
    file = tmp_path / "answers.jsonl"
    file.write_text("", "utf-8")
    (response,) = Recorded(file).generate([asked("b")])
    assert response.finish == "error"
    assert response.error == f'{file} holds no response for sample b; add a line {{"sample": "b", "response": "..."}}'


@pytest.mark.parametrize("line", ["{", "[]", '{"sample": "a"}', '{"sample": 1, "response": "x"}', '{"sample": "a", "response": null}'])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    """File and line number."""
    file = tmp_path / "answers.jsonl"
    file.write_text(f'{{"sample": "a", "response": "x"}}\n{line}\n', "utf-8")
    with pytest.raises(RecordingError, match=r"answers\.jsonl, line 2: "):
        Recorded(file)


def test_whatever_splits_lines_elsewhere_stays_in_its_answer(tmp_path: Path) -> None:
    """A separator of lines inside an answer, and the mark that some editors write at the beginning of a file."""
    file = tmp_path / "answers.jsonl"
    file.write_text('\ufeff{"sample": "a", "response": "yes\u2028no"}\r\n', "utf-8")
    assert Recorded(file).generate([asked("a")])[0].text == "yes\u2028no"


def test_two_answers_to_one_question_are_refused(tmp_path: Path) -> None:
    """Nobody says which of them the model gave."""
    file = tmp_path / "answers.jsonl"
    file.write_text('{"sample": "a", "response": "yes"}\n{"sample": "a", "response": "no"}\n', "utf-8")
    with pytest.raises(RecordingError, match=r"answers\.jsonl, line 2: a has a response already"):
        Recorded(file)


def test_what_is_no_text_is_said(tmp_path: Path) -> None:
    """Where it stops being UTF-8."""
    file = tmp_path / "answers.jsonl"
    file.write_bytes(b'{"sample": "a", "response": "\xff"}')
    with pytest.raises(RecordingError, match="byte 29: not UTF-8 text"):
        Recorded(file)


def test_names_are_checked_before_anything_is_loaded(tmp_path: Path) -> None:
    """A folder without a checkpoint, a file that is not there, a script that does not exist."""
    for name in (str(tmp_path), f"recorded/{tmp_path}/none.jsonl", "scripted/none", "nix", "hf/", ""):
        with pytest.raises(UnknownModelError) as caught:
            check_model(name)
        assert "\n" not in str(caught.value)


def test_scripted_models_do_what_they_are_called() -> None:
    """The floor."""
    said = {script: load_model(f"scripted/{script}").generate([asked("a")])[0] for script in ("refuse", "comply", "echo", "empty", "error")}
    assert (said["echo"].text, said["empty"].text, said["error"].finish) == ("?", "", "error")
    assert "sorry" in said["refuse"].text
    assert "1." in said["comply"].text
