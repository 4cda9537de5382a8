"""Options: the command line before the environment before the default, one table that the help and the README follow."""

import json
import re
from argparse import ArgumentError, ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.options.choosing import Chosen
from fixtures.options.reading import read_settings
from fixtures.options.settings import SMOKE_SAMPLES, Settings
from fixtures.options.table import OPTIONS, Option
from tests.test_house import ROOT

TYPED = [option for option in OPTIONS if option.kind == "one"]


def config(typed: Sequence[str], folder: Path = ROOT) -> pytest.Config:
    """What was typed, as pytest holds it."""
    parser = ArgumentParser(exit_on_error=False, allow_abbrev=False)
    for option in OPTIONS:
        parser.add_argument(option.name, dest=option.name, **option.arguments())
    values = vars(parser.parse_args(typed))
    place = SimpleNamespace(dir=folder)
    return cast(pytest.Config, SimpleNamespace(getoption=values.__getitem__, invocation_params=place, rootpath=folder))


def settings(folder: Path, *typed: str, **environment: str) -> Settings:
    """Of a run in an empty folder."""
    with patch.dict("os.environ", environment):
        return read_settings(config(typed, folder))


def texts(option: Option) -> st.SearchStrategy[str]:
    """Right ones and wrong ones."""
    right = st.sampled_from(option.choices) if option.choices else st.sampled_from(["1", "8", "255", "auto", "2.5", "a/b"])
    return right | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(st.data(), st.sampled_from(TYPED))
def test_the_environment_takes_what_the_command_line_takes(data: st.DataObject, option: Option) -> None:
    """The same value of the same text, or refused by both."""
    text = data.draw(texts(option))
    try:
        typed = Chosen(config([f"{option.name}={text}"]))(option.name)
    except ArgumentError:
        typed = "refused"
    with patch.dict("os.environ", {option.variable: text}):
        try:
            told = Chosen(config([]))(option.name)
        except pytest.UsageError as error:
            told = "refused" if str(error).startswith(f"{option.variable}: ") else str(error)
    assert told == typed


@given(st.sampled_from(OPTIONS))
def test_the_command_line_goes_before_the_environment_before_the_default(option: Option) -> None:
    """For every option; an empty variable says nothing."""
    one, other = (option.choices or ("1", "8"))[:2]
    typed = {"one": one, "many": one, "switch": None}[option.kind]
    line = [option.name if typed is None else f"{option.name}={typed}"]
    with patch.dict("os.environ", {option.variable: "0" if option.kind == "switch" else other}):
        above, below = Chosen(config(line))(option.name), Chosen(config([]))(option.name)
    with patch.dict("os.environ", {option.variable: ""}):
        nothing = Chosen(config([]))(option.name)

    assert above == {"one": option.read(one), "many": [one], "switch": True}[option.kind]
    assert below == {"one": option.read(other), "many": [other], "switch": False}[option.kind]
    assert nothing == option.default


def test_no_option_is_short_or_named_twice() -> None:
    """And none begins another's variable."""
    names = [option.name for option in OPTIONS]
    assert all(re.fullmatch(r"--[a-z]+(-[a-z]+)*", name) for name in names)
    assert len({option.variable for option in OPTIONS}) == len(names)


def test_the_readme_has_every_option_and_its_default() -> None:
    """No more and no fewer; a number that it gives in brackets at the end is the default."""
    table = (ROOT / "README.md").read_text("utf-8").partition("## Options")[2].partition("Each has an environment variable")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `--")]
    assert sorted(re.findall(r"(--[a-z-]+)", "".join(row.split("|")[1] for row in rows))) == sorted(option.name for option in OPTIONS)
    told = {re.findall(r"--[a-z-]+", row)[0]: number for row in rows for number in re.findall(r"\((\d+)\)", row)}
    assert told
    assert told == {option.name: str(option.default) for option in OPTIONS if option.name in told}


def test_the_help_ends_with_variable_and_default() -> None:
    """As one reads them in `pytest --help`."""
    told = {option.name: option.arguments()["help"].rpartition(" [")[2] for option in OPTIONS}
    assert told["--seed"] == "TRUST_SEED, 0]"
    assert told["--gate"] == "TRUST_GATE, comma-separated]"
    assert told["--no-cache"] == "TRUST_NO_CACHE=1]"
    assert told["--max-cost"] == "TRUST_MAX_COST]"
    assert all(text.startswith(option.variable) for option, text in zip(OPTIONS, told.values(), strict=True))


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (["--correct-for-judge", "--stop=decided"], "--correct-for-judge and --stop=decided do not go together*"),
        (["--compat", "--stop=decided"], "--compat --stop decided: *leave one of the two out"),
        (["--compat", "--correct-for-judge"], "--compat --correct-for-judge: *leave one of the two out"),
        (["--stop=decided", "--decide=point"], "--stop decided --decide point: *leave one of the two out"),
        (["--surrogate=scripted/refuse"], "--surrogate scripted/refuse has no gradients; *"),
        (["--judge-labels=nowhere"], "*nowhere: expected files such as refused.jsonl*"),
        (["--policy=none.toml"], "*none.toml*"),
        (["--rescore=none.json"], "--rescore *none.json: *; give a results.json*"),
        (["--max-cost=1", "--model=openai/nobody-knows"], "*nobody-knows*"),
    ],
)
def test_what_cannot_be_is_one_line(tmp_path: Path, typed: list[str], line: str) -> None:
    """That names the option."""
    with pytest.raises(pytest.UsageError) as raised:
        settings(tmp_path, *typed)
    assert re.fullmatch(line.replace("*", ".*"), str(raised.value))


@pytest.mark.parametrize("wrong", ["TRUST_LIMITT", "TRUST_MODELS", "TRUST_TIME_OUT"])
def test_a_misspelt_variable_is_not_ignored(tmp_path: Path, wrong: str) -> None:
    """A run of all samples that was meant to be short, say."""
    with pytest.raises(pytest.UsageError, match=f"{wrong}: there is no such variable; did you mean TRUST_"):
        settings(tmp_path, **{wrong: "3"})


def test_variables_of_others_and_of_models_stay(tmp_path: Path) -> None:
    """Every one that this project reads, and one that it does not."""
    names = {name for file in ROOT.glob("adapters/**/*.py") for name in re.findall(r'"(TRUST_[A-Z_]+)"', file.read_text("utf-8"))}
    assert names >= {"TRUST_LOCK", "TRUST_PRICE"}
    settings(tmp_path, TRUST_STORE_PASSWORD="x", **dict.fromkeys(names, "1/1"))


@pytest.mark.parametrize(("typed", "decide"), [([], "point"), (["--profile=release"], "confident"), (["--stop=decided"], "confident")])
def test_who_wants_proof_gets_confident_gates(tmp_path: Path, typed: list[str], decide: str) -> None:
    """Unless the user says otherwise."""
    assert settings(tmp_path, *typed).decide == decide
    if "--stop=decided" not in typed:
        assert settings(tmp_path, *typed, "--decide=point").decide == "point"


def test_smoke_is_a_limit_that_another_replaces(tmp_path: Path) -> None:
    """From wherever it comes."""
    assert settings(tmp_path, "--profile=smoke").limit == SMOKE_SAMPLES
    assert settings(tmp_path, TRUST_PROFILE="smoke", TRUST_LIMIT="7").limit == 7
    assert settings(tmp_path).limit is None


def finished(folder: Path, **run: Any) -> Mapping[str, Any]:
    """Writes results.json of a run."""
    told = {"models": ["a", "b"], "seed": 3, "limit": 5, "profile": "smoke", "data": None, "attack": None} | run
    (folder / "r").mkdir()
    (folder / "r" / "results.json").write_text(json.dumps({"schema": "trustgate/1", "run": told, "samples": []}), "utf-8")
    return told


def test_a_run_that_is_judged_again_is_asked_as_it_was(tmp_path: Path) -> None:
    """But for what the user types."""
    run = finished(tmp_path, attack={"eps": 4, "steps": 5, "curve": [2], "surrogates": ["pocket"]})
    again = settings(tmp_path, "--rescore=r/results.json")
    assert (list(again.models), again.seed, again.limit, again.profile) == tuple(map(run.get, ("models", "seed", "limit", "profile")))
    assert (again.attack.eps, again.attack.steps, again.attack.bounds, again.surrogates) == (4, 5, (2,), ("pocket",))
    assert again.out.name == "rescored"
    assert settings(tmp_path, "--rescore=r/results.json", "--seed=0", "--model=b", "--eps=8").seed == 0
    with pytest.raises(pytest.UsageError, match=r"--model c: .* has a, b"):
        settings(tmp_path, "--rescore=r/results.json", "--model=c")
    with pytest.raises(pytest.UsageError, match="this run would remove it"):
        settings(tmp_path, "--rescore=r/results.json", "--out=r")


def test_real_data_are_named_again(tmp_path: Path) -> None:
    """results.json says only that there were some."""
    finished(tmp_path, data="multitrust")
    with pytest.raises(pytest.UsageError, match="name its folder with --data"):
        settings(tmp_path, "--rescore=r/results.json")
