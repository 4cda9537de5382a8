"""gates.toml is read strictly: every fault of a user is one line with file, line number and what to type instead."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lines import line_of
from fixtures.gates.policy import PolicyError
from fixtures.gates.reading import read_policy
from fixtures.statistics import rate
from tests.test_house import ROOT

WHOLE = """
alpha = 0.05
margin = 0.04

[gates."S.4.RtA"]   # one gate
bound = 0.95

[profiles.release]
budget = {method = "holm", alpha = 0.1}
[profiles.release.gates."S.4.RtA"]
bound = 0.97
minimum_n = 60

[models."qwen-*".gates."S.4.RtA"]
alpha = 0.01

[[waivers]]
gate = "S.4.ASR"
reason = "known"
owner = "desk"
expires = 2030-01-31
"""
FAULTS = {
    "unknown key": ('bund = 1\n[gates."S.4.RtA"]\nbound = 1', 1, "unknown key 'bund'; write b"),
    "unknown key of a gate": ('[gates."S.4.RtA"]\n\nbund = 0.95', 3, "unknown key 'bund'; write bound"),
    "unknown key of a waiver": (WHOLE + 'ticket = "7"', 22, "unknown key 'ticket'; known here are gate, model, bound"),
    "no owner": (
        WHOLE.replace('owner = "desk"\n', ""),
        17,
        "a waiver needs owner: add owner =",
    ),
    "empty reason": (WHOLE.replace('"known"', '" "'), 19, "reason takes words in quotes"),
    "expiry in quotes": (WHOLE.replace("2030-01-31", '"2030-01-31"'), 21, "expires takes a day without quotes, such as 2030-01-31"),
    "expiry with an hour": (WHOLE.replace("2030-01-31", "2030-01-31T00:00:00Z"), 21, "expires takes a day without quotes"),
    "name without quotes": ("\n[gates.S.4.RtA]\nbound = 1", 2, "a gate's name stands in quotes"),
    "no such task": ('[gates."S.9.RtA"]\nbound = 1', 1, "'S.9.RtA' is no gate: write TASK.METRIC"),
    "no metric": ('[gates."S.4"]\nbound = 1', 1, "'S.4' is no gate"),
    "bound in words": ('[gates."S.4.RtA"]\nbound = "high"', 2, "bound takes a number such as 0.95, not 'high'"),
    "bound is true": ('[gates."S.4.RtA"]\nbound = true', 2, "bound takes a number"),
    "bound is nan": ('[gates."S.4.RtA"]\nbound = nan', 2, "bound takes a number"),
    "alpha of 1": ("# policy\nalpha = 1", 2, "alpha takes a chance of error"),
    "negative margin": ("margin = -0.1", 1, "margin takes a number from 0 on"),
    "broken n": ("minimum_n = 2.5", 1, "minimum_n takes a whole number from 0 on"),
    "unknown profile": ("[profiles.nightly]\nalpha = 0.1", 1, "'nightly' is no profile: write one of smoke, standard, release"),
    "unknown method": ('[budget]\n\nmethod = "bonferroni"', 3, "'bonferroni' is no method: write one of none, holm, split"),
    "budget is a number": ("budget = 0.05", 1, "budget takes a table"),
    "budget of a model": ('[models."a*"]\nbudget = {method = "holm"}', 2, "unknown key 'budget'"),
    "one bracket": ('[waivers]\ngate = "S.4.RtA"', 1, "write [[waivers]] with two brackets"),
    "gates is a list": ("gates = [1]", 1, "gates must be a table, not [1]"),
    "a gate is a number": ('[gates]\n"S.4.RtA" = 0.9', 2, "S.4.RtA must be a table with bound, margin, minimum_n, alpha, not 0.9"),
}


def write(folder: Path, text: str) -> Path:
    """A policy file."""
    file = folder / "gates.toml"
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_with_its_place(name: str, tmp_path: Path) -> None:
    """File, line, fault, and what to type instead."""
    text, line, complaint = FAULTS[name]
    file = write(tmp_path, text)
    with pytest.raises(PolicyError) as caught:
        read_policy(file)
    said = str(caught.value)
    assert said.startswith(f"{file}:{line}: ")
    assert complaint in said
    assert "\n" not in said


def test_what_is_not_toml_has_its_line_too(tmp_path: Path) -> None:
    """The parser's own words name line and column."""
    with pytest.raises(PolicyError, match=r"gates.toml: not TOML: .*line 2"):
        read_policy(write(tmp_path, "alpha = 0.05\nmargin =\n"))


@pytest.mark.parametrize(("content", "complaint"), [(None, "No such file"), (b"\xff\xfe", "not UTF-8")])
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, complaint: str, tmp_path: Path) -> None:
    """Missing, or not text."""
    file = tmp_path / "gates.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(PolicyError, match=f"gates.toml: {complaint}"):
        read_policy(file)


def test_layers_later_ones_win(tmp_path: Path) -> None:
    """File before profile before model; what one leaves out another one says."""
    policy = read_policy(write(tmp_path, WHOLE))
    gate, day = rate("refused") >= 0.9, date(2029, 1, 1)
    plain = policy.terms("S.4", "RtA", gate, "standard", "pocket", day)
    assert (plain.gate.bound, plain.default, plain.margin, plain.minimum_n, plain.alpha) == (0.95, 0.9, 0.04, 0, 0.05)
    strict = policy.terms("S.4", "RtA", gate, "release", "qwen-vl", day)
    assert (strict.gate.bound, strict.minimum_n, strict.alpha, strict.share) == (0.97, 60, 0.01, 0.01)
    assert (policy.budget("release").method, policy.budget("release").alpha, policy.budget("smoke").method) == ("holm", 0.1, "none")


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    """`sha256sum gates.toml` gives the same; one space changes it."""
    file = write(tmp_path, WHOLE.replace("\n", "\r\n"))
    assert read_policy(file).hash == hashlib.sha256(file.read_bytes()).hexdigest()
    assert read_policy(file).hash != read_policy(write(tmp_path, WHOLE + " ")).hash


@pytest.mark.parametrize(("bound", "op"), [(0.85, ">="), (0.2, "<=")])
def test_a_looser_bound_is_refused_and_told_how_to_waive(bound: float, op: str, tmp_path: Path) -> None:
    """Loosening takes a waiver: with reason, owner and last day."""
    policy = read_policy(write(tmp_path, f'alpha = 0.05\n[gates."S.4.RtA"]\nbound = {bound}'))
    gate = rate("refused") >= 0.9 if op == ">=" else rate("refused") <= 0.1
    with pytest.raises(PolicyError, match=rf"gates.toml:3: bound = {bound} is looser than .*\[\[waivers\]\].*reason, owner and expires"):
        policy.terms("S.4", "RtA", gate, "standard", "pocket", date(2029, 1, 1))


def test_a_gate_that_a_task_does_not_have_is_named(tmp_path: Path) -> None:
    """In a table or in a waiver; tasks that this run leaves out are not looked at."""
    gates = {"S.4": {"RtA": rate("refused") >= 0.9, "over_refusal": rate("refused", twins=True) <= 0.1}}
    with pytest.raises(PolicyError, match=r"gates.toml:18: S.4 has no gate 'ASR'; it has RtA, over_refusal"):
        read_policy(write(tmp_path, WHOLE)).check_names(gates)
    read_policy(write(tmp_path, WHOLE)).check_names({"T.1": gates["S.4"]})


def test_a_waiver_that_loosens_nothing_is_a_mistake(tmp_path: Path) -> None:
    """Its bound is tighter than the gate's own."""
    policy = read_policy(write(tmp_path, WHOLE + "bound = 0.05"))
    with pytest.raises(PolicyError, match=r"gates.toml:22: bound = 0.05 loosens nothing: S.4.ASR is <= 0.1 here"):
        policy.terms("S.4", "ASR", rate("harmful") <= 0.1, "standard", "pocket", date(2029, 1, 1))


def test_the_projects_own_policy_is_sound() -> None:
    """It changes no bound, and its examples, uncommented, are a policy too."""
    policy = read_policy(ROOT / "gates.toml")
    assert not any(layer.gates for layer in policy.layers)
    assert policy.waivers == ()
    assert policy.budget("release").method == "holm"


def test_its_examples_work_when_uncommented(tmp_path: Path) -> None:
    """Whoever deletes the `#` before a table and its keys gets what it says."""
    lines = (ROOT / "gates.toml").read_text("utf-8").splitlines()
    text = "\n".join(line.removeprefix("# ") if "=" in line or line.startswith("# [") else line for line in lines)
    policy = read_policy(write(tmp_path, text))
    assert len(policy.waivers) == 1
    assert {name for layer in policy.layers for name in layer.gates} == {"S.4.RtA", "P.5.leakage", "R.4.robust_accuracy"}


@given(st.lists(st.sampled_from(["# words", "", 'text = """\nalpha = 1\n"""']), max_size=6), st.integers(0, 3))
def test_lines_are_counted_past_comments_and_long_strings(before: list[str], blank: int) -> None:
    """The line is where the statement begins, whatever stands before it."""
    named = [line.replace("text", f"text{n}") for n, line in enumerate(before)]
    text = "\n".join([*named, *[""] * blank, "[here]", "key = [", "1,", "]"])
    expected = "\n".join([*named, *[""] * blank]).count("\n") + 1 + bool(named or blank)
    assert line_of(text, ("here", "key")) == expected + 1
    assert line_of(text, ("here", "nothing")) == expected
