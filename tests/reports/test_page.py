"""report.html: the verdict first, every string harmless, nothing fetched, pictures within their budget."""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.axis import axis
from reports.page import _environment, as_script, page, write_page
from tests.reports.elements import HOSTILE, Elements, hostile
from tests.reports.example import draw_pictures, gate, make_results, picture_paths

Json = dict[str, Any]


@pytest.fixture(scope="module")
def results() -> Json:
    """A run of 100 samples."""
    return make_results(100)


def test_verdict_and_counts_stand_in_the_page(results: Json, tmp_path: Path) -> None:
    """Without any script: the word, the model, the gates, the notes and the command."""
    text = page(results, tmp_path)
    head = text[: text.index('id="gates"')]
    run = results["run"]
    for words in ("NOT READY", "pocket", "self-reminder", "samples planned", "4 min 14 s", run["command"], *run["notes"]):
        assert words in head
    for one in results["gates"]:
        assert one["statistic"] in text


def test_each_gate_says_how_often_its_judges_err(results: Json, tmp_path: Path) -> None:
    """Sensitivity and specificity with interval and number, and the value with that error taken out, or why there is none."""
    rows = re.findall(r'<tr role="row" class="gate.*?</tr>', page(results, tmp_path), re.DOTALL)
    told = {words[0]: words for row in rows if (words := re.sub(r"<[^>]*>", " ", row[row.index("<strong>") :]).split())}

    two, one, none = (" ".join(told[name]) for name in ("RtA", "ASR", "accuracy"))
    assert "judge refused ( local ): sensitivity 0.98 [0.94, 0.99] of 131, specificity 1.00 [0.97, 1.00] of 125" in two
    assert "judge harmful ( openai/gpt-5-mini ): sensitivity not measured" in two
    assert two.count("cannot tell 3 of 256") == 1
    assert "as judged: no joint error was measured" in two
    assert "with the judge's error taken out: 0.612 [0.487, 0.737]" in one.replace("&#39;", "'")
    assert "judge " not in none


def test_each_of_several_models_has_its_verdict(results: Json, tmp_path: Path) -> None:
    """A release of two models shows which of them is not ready."""
    gates = [gate("met", model="pocket"), gate("missed", model="pocket-base")]
    text = page(results | {"run": results["run"] | {"models": ["pocket", "pocket-base"]}, "gates": gates}, tmp_path)
    lines = re.findall(r"<li><span class=\"badge (\w+)\">.*?<bdi>(.*?)</bdi>", text, re.DOTALL)
    assert lines[:2] == [("undecided", "pocket"), ("missed", "pocket-base")]  # the run ended with exit code 1


def test_empty_run(tmp_path: Path) -> None:
    """A run without gates and samples still leaves a page that says so."""
    text = page(make_results(0), tmp_path)
    assert "CANNOT TELL" in text
    assert "This run held no gate against the model." in text
    assert Elements(text).data == {"samples": [], "pictures": [], "tasks": {}}


def test_contract_alone_makes_a_page(results: Json, tmp_path: Path) -> None:
    """A results.json of another tool, without the extras, can be shown."""
    run = {name: results["run"][name] for name in ("model", "mitigations", "profile", "seed", "seconds", "versions", "command", "exit")}
    bare: Json = {
        "task": "S.4",
        "id": "a",
        "variant": "",
        "outcome": "answered",
        "measures": {},
        "verdicts": {},
        "response": "no",
        "image": None,
    }
    gates = [{name: value for name, value in one.items() if name not in ("worst", "best", "title", "model")} for one in results["gates"]]
    text = page({"schema": "trustgate/1", "run": run, "gates": gates, "samples": [bare], "scores": results["scores"]}, tmp_path)
    assert Elements(text).data["samples"][0]["responses"] == [{"text": "no"}]


def test_hostile_strings_never_become_markup(results: Json, tmp_path: Path) -> None:
    """The hostile page has exactly the elements of the harmless one, and no attribute that loads or runs anything."""
    plain, evil = (Elements(write_page(run, tmp_path).read_text("utf-8")) for run in (results, hostile(results)))
    assert evil.tags == plain.tags
    assert not [name for name, _ in evil.attributes if name.startswith("on") or name in ("src", "srcset", "style", "formaction")]
    hrefs = [value for name, value in evil.attributes if name == "href"]
    assert all(href is not None and (href.startswith("#") or href == "data:,") for href in hrefs)


def test_hostile_strings_are_shown_as_they_are(results: Json, tmp_path: Path) -> None:
    """Nothing is swallowed: hidden characters of names and reasons are spelled out, samples reach the script unchanged."""
    evil = Elements(page(hostile(results), tmp_path))
    reasons = " ".join(evil.texts["bdi"])
    assert "</script><img src=//evil.example/x onerror=" in reasons
    assert "‹U+2028›‹U+2029›‹U+D800›‹U+202E›gnp.exe‹U+0000›" in reasons
    assert "{{ 7 * 7 }}" in reasons
    assert evil.data["samples"][0]["prompt"].startswith(HOSTILE)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_survives_the_script_element(text: str) -> None:
    """What the script reads is what the model said, for any text, and the element ends where we end it."""
    parsed = Elements(f'<script type="application/json">{as_script({"text": text, text: 1})}</script><p>')
    assert parsed.data == {"text": text, text: 1}
    assert parsed.tags == ["script", "p"]


def test_no_network(results: Json, tmp_path: Path) -> None:
    """The page names no other host, may fetch nothing, and runs only its own script."""
    text = page(results, tmp_path)
    assert not re.findall(r"(?:https?:)?//[\w.-]+\.\w+", text.replace("// ", ""))
    policy = next(value for name, value in Elements(text).attributes if name == "content" and value and "default-src" in value)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]


def test_gates_are_grouped_and_ordered_as_the_benchmark_has_them(results: Json, tmp_path: Path) -> None:
    """By aspect, then by number: T.2 stands before T.10."""
    gates = [gate(task="T.10"), *reversed(results["gates"]), gate(task="T.2")]
    text = page(results | {"gates": gates}, tmp_path)
    assert re.findall(r"<h3>(\w+)</h3>", text) == ["truthfulness", "safety", "robustness", "fairness", "privacy"]
    assert re.findall(r'<span class="name"[^>]*>(\S+) ', text) == ["T.1", "T.2", "T.10", "S.4", "R.4", "F.2", "P.5"]


def test_gate_without_value(results: Json, tmp_path: Path) -> None:
    """Where nothing could be measured, the page says so and draws the bound alone."""
    none = gate("undecided", value=None, low=None, high=None, worst=None, best=None)
    text = page(results | {"gates": [none]}, tmp_path)
    assert "no value" in text
    assert 'class="bound"' in text
    assert 'class="point' not in text
    assert axis(none)["words"] == "no value, at least 0.85 wanted"


def test_nan_is_no_value(results: Json, tmp_path: Path) -> None:
    """A NaN that reaches the page is shown as missing, never as a number."""
    nan = float("nan")
    text = write_page(results | {"gates": [gate("undecided", value=nan, low=nan, high=nan)]}, tmp_path).read_text("utf-8")
    assert "no value" in text
    assert "NaN" not in text[: text.index("<script")]


def test_every_sample_is_in_the_page(results: Json, tmp_path: Path) -> None:
    """In the benchmark's order, with all responses and their pictures."""
    draw_pictures(results, tmp_path)
    data = Elements(page(results, tmp_path)).data
    assert sorted(sample["id"] for sample in data["samples"]) == sorted(sample["id"] for sample in results["samples"])
    assert list(dict.fromkeys(sample["task"] for sample in data["samples"])) == ["T.1", "S.4", "R.4", "F.2", "P.5"]
    attacked = next(sample for sample in data["samples"] if len(sample.get("responses", [])) == 3)
    assert [response["as"] for response in attacked["responses"]] == ["clean", "noise", "attacked"]
    assert len({response.get("picture") for response in attacked["responses"]}) == 3


def test_pictures_are_inlined_once_each(results: Json, tmp_path: Path) -> None:
    """A picture that many samples share is in the page once."""
    draw_pictures(results, tmp_path)
    pictures = Elements(page(results, tmp_path)).data["pictures"]
    assert sorted(picture["path"] for picture in pictures) == sorted(set(picture_paths(results)))
    assert all(picture["url"].startswith("data:image/png;base64,") for picture in pictures)


def test_picture_budget_is_kept_and_spent_on_the_worst_samples(results: Json, tmp_path: Path) -> None:
    """Missed samples keep their pictures, then unscored ones; the rest are linked."""
    draw_pictures(results, tmp_path)
    text = page(results, tmp_path, picture_budget=150_000)
    data = Elements(text).data
    inside = {n for n, picture in enumerate(data["pictures"]) if picture["url"].startswith("data:")}
    assert 0 < sum(len(data["pictures"][n]["url"]) for n in inside) <= 150_000
    assert {picture["url"] for n, picture in enumerate(data["pictures"]) if n not in inside} <= set(picture_paths(results))
    first = max(inside)
    assert sorted(inside)[:5] == [0, 1, 2, 3, 4]
    assert first < len(data["pictures"]) / 2
    assert "more beside it" in text


def test_scores_of_several_models_stand_side_by_side(results: Json, tmp_path: Path) -> None:
    """One column a model, named."""
    scores = {"tasks": {}, "subaspects": {}, "overall": None, "models": {"pocket": results["scores"], "pocket-base": results["scores"]}}
    text = page(results | {"run": results["run"] | {"models": ["pocket", "pocket-base"]}, "scores": scores}, tmp_path)
    table = text[text.index('<table class="scores">') :]
    assert re.findall(r"<bdi>(.*?)</bdi>", table[: table.index("</thead>")]) == ["pocket", "pocket-base"]
    assert table.count("<td>70.2</td>") == 2
    assert "score 47.9 of 100 (<bdi>pocket-base</bdi>)" in text


def test_what_pictures_change_stands_in_the_page(results: Json, tmp_path: Path) -> None:
    """A row a kind of picture, and every discordant pair by its samples' ids, each a link to them."""
    text = page(results, tmp_path)
    section = text[text.index('id="impacts"') : text.index('id="scores"')]
    assert results["impacts"]
    for one in results["impacts"]:
        assert f'<th scope="row"><bdi>{one["kind"]}</bdi></th>' in section
        for pair in one["discordant"]:
            assert f"q={pair['alone']}" in section
            assert f"q={pair['beside']}" in section


def test_an_undecided_picture_is_not_called_harmless(results: Json, tmp_path: Path) -> None:
    """What no pair could tell is said to be undecided; only where every kind is met no picture is seen to raise harm."""
    text = {}
    for status in ("met", "undecided"):
        whole = page(results | {"impacts": [one | {"status": status} for one in results["impacts"]]}, tmp_path)
        text[status] = whole[whole.index('id="impacts"') : whole.index('id="scores"')]
    assert "no picture is seen to raise harm too far" in text["met"]
    assert "no picture is seen to raise harm too far" not in text["undecided"]
    assert 'class="badge undecided"' in text["undecided"].split("</summary>")[0]


def test_a_place_and_a_missing_one_are_said(results: Json, tmp_path: Path) -> None:
    """With what keeps the one from being compared, and with what the other lacks."""
    place = {"rank": 7, "of": 44, "behind": "a", "ahead_of": None, "caveats": ["embedded samples"]}
    text = page(results | {"scores": results["scores"] | {"place": place}}, tmp_path)
    assert "Place 7 of 44" in text
    assert "embedded samples" in text
    text = page(results | {"scores": results["scores"] | {"overall": None, "missing": {"S.J": {"S.5": "not run"}}}}, tmp_path)
    assert "No overall score" in text
    assert "S.5: not run" in text


def test_compiled_templates_are_kept_where_they_can_be(results: Json, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run finds them; with a folder that is gone, or none at all, the page is the same."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first = page(results, tmp_path)
    (folder,) = tmp_path.glob("_jinja2-cache-*")
    assert list(folder.glob("trustgate-*.cache"))
    assert page(results, tmp_path) == first
    environment = _environment()
    shutil.rmtree(folder)
    environment.get_template("page.html.jinja")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    assert page(results, tmp_path) == first
