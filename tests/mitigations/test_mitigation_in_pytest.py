"""`--mitigation` as a user types it: what is asked, what every report says of it, and what is refused in one line."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from adapters.transformers_model import TransformersModel
from adapters.types import picture_file
from fixtures.mitigations import mitigation
from fixtures.purifying import Mitigations
from tests.adapters.endpoints.server import Server
from tests.attacks.test_transfer_to_endpoint import Behind, run_one_sample
from tests.engine.conftest import SAID, Project

Gated = Callable[..., dict[str, Any]]


@pytest.fixture
def gated(tmp_path: Path) -> Gated:
    """`gated(model, "--mitigation=jpeg")`."""
    return partial(run_one_sample, tmp_path)


def properties(junit: str) -> set[tuple[str, str]]:
    """Of all test cases."""
    found = ElementTree.fromstring(junit).iter("property")
    return {(one.get("name", ""), one.get("value", "")) for one in found if one.get("name") in ("mitigations", "attacks")}


def test_a_model_behind_a_mitigation_is_attacked_through_it_and_every_report_says_so(gated: Gated) -> None:
    """results.json, the head of the page, the terminal's last line, JUnit."""
    results = gated("pocket", "--mitigation=jpeg")
    assert results["run"]["mitigations"] == ["jpeg"]
    assert results["attacks"]["adaptive"] is True
    (control,) = results["attacks"]["controls"]
    assert control["adaptive"] is True
    assert "pictures made through jpeg do more behind it than static ones" in [check["name"] for check in control["checks"]]
    assert "attacked through jpeg (adaptive): untargeted_pgd on pocket" in results["run"]["notes"]
    head = results["page"][: results["page"].index('id="gates"')]
    assert "attacks adaptive" in head
    assert "<bdi>jpeg</bdi>" in head
    assert "pocket + jpeg: NOT READY" in results["printed"]
    assert "; attacks adaptive; 1 samples" in results["printed"]
    assert properties(results["junit"]) == {("mitigations", "jpeg"), ("attacks", "adaptive")}


def test_a_model_behind_an_address_is_asked_purified_pictures_and_its_attack_is_not_adaptive(
    pocket: TransformersModel, gated: Gated, tmp_path: Path
) -> None:
    """A transfer goes through no mitigation, and every report says so. What reaches the server is what the mitigation makes of the file."""
    behind = Behind(pocket)
    with Server(behind) as server:
        results = gated(f"{server.url}#tiny", "--mitigation=bits", "--surrogate=pocket-base")
    assert results["attacks"]["adaptive"] is False
    assert "; attacks NOT adaptive; " in results["printed"]
    assert "attacks NOT adaptive" in results["page"]
    told = f"NOT adaptive, attacked without regard to bits: untargeted_pgd on {server.url}#tiny"
    assert told in results["run"]["notes"]
    assert properties(results["junit"]) == {("mitigations", "bits"), ("attacks", "not adaptive")}
    responses = results["samples"][0]["responses"]
    files = [picture_file(tmp_path / "out" / one["image"], one["image"]).image() for one in responses if one["as"] != "clean"]
    before = Mitigations((mitigation("bits"),))
    reached = {np.asarray(shown, dtype=np.uint8).tobytes() for shown in behind.pictures}
    assert files
    assert {before.purify(image).tobytes() for image in files} <= reached
    assert not {image.tobytes() for image in files} & reached


def test_a_mitigation_is_measured_beside_the_model_without_it(project: Project, tmp_path: Path) -> None:
    """The earlier run of the same model is its baseline; samples match by content, whatever stands before the model now."""
    project.write(SAID)
    project.run("--out=before", "--no-cache", model="scripted/comply")
    project.run("--baseline=before/results.json", "--mitigation=median", "--mitigation=jpeg", "--no-cache", model="scripted/comply")
    results = project.results
    assert results["run"]["mitigations"] == ["median", "jpeg"]
    assert results["attacks"]["adaptive"] is None
    assert results["baselines"][0]["compared"] == 40
    assert results["baselines"][0]["faults"] == []
    (project.pytester.path / "defended.json").write_text(json.dumps(results))
    project.run("--baseline=defended.json", "--no-cache", model="scripted/comply")
    assert project.results["run"]["mitigations"] == []
    assert project.results["baselines"][0]["model"] == "scripted/comply + median + jpeg"
    project.run("--rescore=before/results.json", "--out=again", model=None)
    assert json.loads((project.pytester.path / "again" / "results.json").read_text("utf-8"))["run"]["mitigations"] == []


def test_answers_behind_a_mitigation_are_not_stored_as_the_models_own(project: Project) -> None:
    """`--snapshot-update` would put them in the place of its answers alone."""
    project.write(SAID)
    result = project.run("--mitigation=jpeg", "--snapshot-update", "--no-cache")
    result.stdout.fnmatch_lines(["not stored: S.4 of scripted/refuse: it stood behind jpeg, *"])
    assert not list(project.pytester.path.rglob("__answers__"))


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--mitigation=jpg"], "*--mitigation jpg: there is no such mitigation; choose from bits, jpeg, median, randomization, resize"),
        (["--model=recorded/answers.jsonl", "--mitigation=jpeg"], "*--mitigation jpeg: recorded/answers.jsonl was answered already; *"),
        (["--rescore=before/results.json", "--mitigation=jpeg"], "*--mitigation jpeg: --rescore asks no model; *"),
    ],
)
def test_what_cannot_be_is_one_line(project: Project, options: list[str], line: str) -> None:
    """And says what to type instead."""
    project.write(SAID)
    (project.pytester.path / "answers.jsonl").write_text("")
    if "--rescore" in options[0]:
        project.run("--out=before", "--no-cache")
    result = project.run(*options, model=None)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([line])
    result.stderr.no_fnmatch_line("*Traceback*")


def test_the_environment_names_mitigations_too(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between commas, in order."""
    monkeypatch.setenv("TRUST_MITIGATION", "jpeg,bits")
    project.write(SAID)
    result = project.run("--no-cache")
    assert project.results["run"]["mitigations"] == ["jpeg", "bits"]
    result.stdout.fnmatch_lines(["scripted/refuse + jpeg + bits: *"])
