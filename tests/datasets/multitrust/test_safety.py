"""S.1, S.2, S.3, S.5 and S.6: what each loader makes of its folders, and what stops it."""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from fixtures.datasets import crossmodal_jailbreaks as embedded_or_real
from fixtures.datasets.multitrust import (
    crossmodal_jailbreaks,
    image_description,
    optimized_jailbreaks,
    risk_identification,
    toxic_content,
)
from fixtures.task import Source
from fixtures.types import Sample
from tests.datasets.multitrust.conftest import POOL, write_csv, write_json, write_picture

FaultOf = Callable[[Callable[[], object]], str]
S1, S2, S3, S5, S6 = LOADERS = (image_description, risk_identification, toxic_content, optimized_jailbreaks, crossmodal_jailbreaks)
FIGSTEP = Path(__file__).parents[4] / "shared" / "data" / "figstep"

PROMPTS = {"insult": ["You are such a", "What a {stupid}"], "threat": ["Tonight I will"]}
GRAPH, BENCH, BOX = "typographic_jailbreak/behavior_graph", "mm-safety-bench-selected", "SafeBench_selected"
CROSS = "crossmodal-jailbreak"
MM = {
    "0": {"Question": "How to do it?", "Prompt": "The picture shows an activity. List its steps.", "Image": "1.jpg"},
    "7": {"Question": "How else?", "Prompt": "The picture shows a thing. Write about it.", "Image": "sub/2.png"},
}

# Loader, a file of its own, what to replace by what, where the message says the fault is, and what it says was expected.
EDITS = [
    (S3, "real_toxicity_prompt/prompts_select.json", '["Tonight I will"]', "[]", "row 2", "a list of strings"),
    (S3, "real_toxicity_prompt/prompts_select.json", '["Tonight I will"]', '[{"text": "Tonight"}]', "row 2", "a list of strings"),
    (S3, "real_toxicity_prompt/prompts_select.json", "Tonight", "Today", "row 2", "a picture in"),
    (S3, "real_toxicity_prompt/prompts_select.json", '"threat"', '"insult"', "json", "each name once"),
    (S3, "real_toxicity_prompt/prompts_select.json", '"threat"', '"../insult"', "row 2", "a picture inside that folder"),
    (S5, f"{GRAPH}.csv", "image_path", "image", "header", "the columns id, image_path, question"),
    (S5, f"{GRAPH}.csv", "do a thing", "", "row 1 (line 2)", "text"),
    (S5, f"{BENCH}/{BENCH}.json", '"Prompt"', '"prompt"', "row 1", "the keys Question, Prompt, Image"),
    (S5, f"{BENCH}/{BENCH}.json", '"7"', '"0"', "json", "each name once"),
    (S5, f"{BENCH}/{BENCH}.json", '"How else?"', "7", "row 2", "text"),
    (S5, f"{BENCH}/{BENCH}.json", "sub/2.png", "../../../secret.png", "row 2", "a picture inside that folder"),
    (S5, f"{BOX}/safebench_selected.csv", "question", "query", "header", "the columns id, question, image_path"),
    (S5, f"{BOX}/safebench_selected.csv", "1.jpg", "3.jpg", "row 1 (line 2)", "a picture in"),
    (S6, f"{CROSS}/text_jailbreak.csv", "jailbreak", "jailbreak_prompt", "header", "the columns id, question, jailbreak"),
    (S6, f"{CROSS}/text_jailbreak.csv", '"You are free. Do 0.\nNow."', '""', "row 1 (line 2)", "text"),
]
ANNOTATIONS = sorted({(loader.__name__.rpartition(".")[2], name) for loader, name, *_ in EDITS})
# Loader, one of its pictures, and where the message says it is missing or broken.
PICTURES = [
    (S1, "nsfw/sexy/2.png", "nsfw/sexy"),
    (S2, "risk_identification/gun/1.jpg", "risk_identification/gun"),
    (S3, f"real_toxicity_prompt/images/threat_{hashlib.md5(b'Tonight I will').hexdigest()}.png", "prompts_select.json, row 2"),
    (S5, f"{GRAPH}/2.png", "behavior_graph.csv, row 2 (line 3)"),
    (S5, f"{BENCH}/sub/2.png", f"{BENCH}.json, row 2"),
    (S5, f"{BOX}/1.jpg", "safebench_selected.csv, row 1 (line 2)"),
    (S6, f"{CROSS}/jailbreak_neg/2.png", f"{CROSS}/jailbreak_neg"),
    (S6, "../unrelated_images/noise_10.png", "unrelated_images"),
]
# Loader, and a folder whose pictures are its samples.
FOLDERS = [(S1, "nsfw/sexy"), (S2, "risk_identification/cigarette"), (S6, f"{CROSS}/jailbreak_pos")]


def _pair(folder: Path, shade: int) -> None:
    write_picture(folder / "1.jpg", shade)
    write_picture(folder / "2.png", shade + 1)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The part of the distribution that these tasks read, whole, in its own layout."""
    root = tmp_path / "MultiTrust" / "safety"
    for shade, category in enumerate(("bloody", "sexy"), 10):
        _pair(root / "nsfw" / category, 3 * shade)
    for shade, kind in enumerate(risk_identification.RISKS, 40):
        _pair(root / "risk_identification" / kind, 3 * shade)
    toxic = root / "real_toxicity_prompt"
    write_json(toxic / "prompts_select.json", PROMPTS)  # type: ignore[arg-type]
    for category, prompts in PROMPTS.items():
        for prompt in prompts:
            write_picture(toxic / "images" / f"{category}_{hashlib.md5(prompt.encode()).hexdigest()}.png", len(prompt))
    header = ["id", "image_path", "question", "jailbreak_prompt"]
    write_csv(root / f"{GRAPH}.csv", [header, ["0", "1.jpg", "do a thing", "x"], ["1", "2.png", "do another", "x"], header])
    _pair(root / GRAPH, 100)
    write_json(root / BENCH / f"{BENCH}.json", MM)  # type: ignore[arg-type]
    write_picture(root / BENCH / "1.jpg", 110)
    write_picture(root / BENCH / "sub" / "2.png", 111)
    write_csv(root / BOX / "safebench_selected.csv", [["id", "question", "image_path"], ["0", "How, then?", "1.jpg"]])
    _pair(root / BOX, 120)
    write_csv(
        root / CROSS / "text_jailbreak.csv",
        [["id", "question", "jailbreak"], *([str(n), f"do {n}", f"You are free. Do {n}.\nNow."] for n in range(12))],
    )
    _pair(root / CROSS / "jailbreak_pos", 130)
    _pair(root / CROSS / "jailbreak_neg", 140)
    write_picture(root / CROSS / "jailbreak_neg" / "10.png", 145)
    for shade, name in enumerate(POOL, 150):
        write_picture(root.parent / "unrelated_images" / name, shade)
    return root.parent


def _variants(samples: list[Sample]) -> dict[str, int]:
    return dict(Counter(sample.variant for sample in samples))


def test_every_picture_of_every_category_is_described_twice(tree: Path) -> None:
    """S.1: in natural order, with a plain prompt and one that asks for no limits; the two are a pair."""
    samples = S1.load(tree, 0)

    assert [(s.facts["category"], s.variant) for s in samples[:2]] == [("bloody", "plain"), ("bloody", "unbound")]
    assert _variants(samples) == {"plain": 4, "unbound": 4}
    assert len({s.pair for s in samples}) == 4
    assert {s.prompt.max_new_tokens for s in samples} == {150}


def test_five_questions_about_each_risky_picture(tree: Path) -> None:
    """S.2: three name the thing, two judge the risk; names of the class are right answers, and yes or no where it is asked."""
    samples = S2.load(tree, 0)
    gun = [s for s in samples if s.pair == "S.2/gun/1.jpg"]

    assert _variants(samples) == {"object-detection": 30, "risk-analysis": 20}
    assert [(s.variant, s.target) for s in gun] == [
        ("object-detection", "gun"),
        ("object-detection", "gun"),
        ("object-detection", "yes"),
        ("risk-analysis", "no"),
        ("risk-analysis", "yes"),
    ]
    assert all("pistol" in s.facts["synonyms"] for s in gun)
    assert not any(name in s.prompt.text for s in gun[:2] for name in ("gun", "pistol"))


def test_categories_may_be_of_any_size(tree: Path) -> None:
    """S.3: the reference takes every tenth prompt for the next category; here each stands where the file has it."""
    samples = S3.load(tree, 0)

    assert _variants(samples) == dict.fromkeys(("text", "image", "color", "nature", "noise"), 3)
    assert Counter(s.facts["category"] for s in samples) == {"insult": 10, "threat": 5}
    assert {s.prompt.text for s in samples if "{stupid}" in s.prompt.text} == {toxic_content.WORDING.format("What a {stupid}")}
    assert all(len({s.prompt.text for s in samples if s.pair == pair}) == 1 for pair in {s.pair for s in samples})


def test_three_sources_of_optimized_jailbreaks(tree: Path) -> None:
    """S.5: only drawn behaviours are attacked; the harmful request is the target, and not in the text where the picture has it."""
    samples = S5.load(tree, 0)

    assert _variants(samples) == {"optimized": 2, "mm-safety-bench": 2, "safebench": 1}
    assert [s.target for s in samples] == ["do a thing", "do another", "How to do it?", "How else?", "How, then?"]
    assert ["opening" in s.facts for s in samples] == [True, True, False, False, False]
    assert [s.prompt.text for s in samples[2:4]] == [entry["Prompt"] for entry in MM.values()]
    assert not any(s.target in s.prompt.text for s in samples)


@pytest.mark.skipif(not FIGSTEP.is_dir(), reason="FigStep's files are not beside the checkout")
def test_figstep_stands_in_for_safebench(tree: Path) -> None:
    """S.5: alone, or beside the rest of MultiTrust; but MultiTrust's own part of SafeBench comes first."""
    alone = S5.load(FIGSTEP, 0)
    assert _variants(alone) == {"safebench": 50}
    assert {s.source for s in alone} <= set(optimized_jailbreaks.SOURCES)

    shutil.copytree(FIGSTEP, tree / "figstep")
    assert _variants(S5.load(tree, 0))["safebench"] == 1
    shutil.rmtree(tree / "safety" / BOX)
    assert _variants(S5.load(tree, 0)) == {"optimized": 2, "mm-safety-bench": 2, "safebench": 50}


def test_neither_source_of_safebench(tree: Path, tmp_path: Path, fault_of: FaultOf) -> None:
    """S.5: the message names the file that MultiTrust has for it, or both homes when there is nothing at all."""
    shutil.rmtree(tree / "safety" / BOX)
    assert "safebench_selected.csv: found no readable file" in fault_of(lambda: S5.load(tree, 0))
    empty = tmp_path / "empty"
    empty.mkdir()
    assert fault_of(lambda: S5.load(empty, 0)).startswith(f"{empty}: found neither safety/ (MultiTrust) nor figstep/ (FigStep)")


def test_every_jailbreak_meets_every_picture(tree: Path) -> None:
    """S.6: all twelve, not the first ten samples of each run; three unrelated pictures of each kind, no two the same."""
    samples = S6.load(tree, 0)

    assert _variants(samples) == {"text": 12, "pos": 24, "neg": 36, "color": 36, "nature": 36, "noise": 36}
    beside = {(s.pair, s.variant): set() for s in samples}  # type: ignore[var-annotated]
    for s in samples:
        beside[s.pair, s.variant] |= {picture.key for picture in s.prompt.pictures}
    assert {variant: {len(keys) for (_, v), keys in beside.items() if v == variant} for variant in ("pos", "neg", "noise")} == {
        "pos": {2},
        "neg": {3},
        "noise": {3},
    }
    assert samples[0].prompt.text == "You are free. Do 0.\nNow."


def test_unrelated_pictures_follow_from_seed_and_text(tree: Path) -> None:
    """S.3 and S.6: the same again, others with another seed, and drawn where the distribution has none."""
    for loader in (S3, S6):
        assert loader.load(tree, 3) == loader.load(tree, 3) != loader.load(tree, 4)
    shutil.rmtree(tree / "unrelated_images")
    for loader in (S3, S6):
        drawn = {s.variant: s.facts["drawn"] for s in loader.load(tree, 0)}
        assert {variant for variant, is_drawn in drawn.items() if is_drawn} == {"color", "nature", "noise"}
    assert len({s.prompt.pictures[0].key for s in S6.load(tree, 0) if s.variant == "noise"}) == 36


def test_harmless_twins_are_asked_beside_the_real_samples(tree: Path) -> None:
    """A refusal gate without twins could not be decided: MultiTrust has none, so ours are asked."""
    samples = embedded_or_real.crossmodal_jailbreaks(Source(data=tree))

    assert Counter(s.source for s in samples if not s.twin) == {"MultiTrust S.6": 180}
    assert {s.source for s in samples if s.twin} == {"embedded"}


@pytest.mark.parametrize("loader", LOADERS)
def test_ids_and_sources(tree: Path, loader: ModuleType) -> None:
    """No two samples alike; each names a source whose licence the module says."""
    samples = loader.load(tree, 0)

    assert len({s.id for s in samples}) == len(samples)
    assert {s.source for s in samples} <= set(loader.SOURCES)


@pytest.mark.parametrize(("loader", "name", "old", "new", "place", "expected"), EDITS)
def test_a_wrong_column_key_or_value(
    tree: Path, fault_of: FaultOf, loader: ModuleType, name: str, old: str, new: str, place: str, expected: str
) -> None:
    """The message names the file, the row and what was expected."""
    Image.new("RGB", (4, 4)).save(tree / "secret.png")
    file = tree / "safety" / name
    content = file.read_text("utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), "utf-8")

    message = fault_of(lambda: loader.load(tree, 0))

    assert message.startswith(f"{file}")
    assert f"{place}: found " in message
    assert expected in message.partition("; expected ")[2]


@pytest.mark.parametrize(("loader", "name"), ANNOTATIONS)
def test_another_encoding(tree: Path, fault_of: FaultOf, loader: str, name: str) -> None:
    """Never guessed."""
    file = tree / "safety" / name
    content = file.read_bytes()
    file.write_bytes(next(content.replace(old, new, 1) for old, new in _LATIN if old in content))

    message = fault_of(lambda: next(one for one in LOADERS if one.__name__.endswith(loader)).load(tree, 0))

    assert message.startswith(f"{file}, row 1")
    assert message.endswith("which is not UTF-8; expected UTF-8 (save the file as UTF-8)")


_LATIN = ((b"You are", b"\xe9"), (b"do a thing", b"\xe9"), (b"How to do it?", b"\xe9"), (b"How, then?", b"\xe9"))


@pytest.mark.parametrize(("loader", "name", "place"), PICTURES)
def test_a_cut_picture(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str, place: str) -> None:
    """It stops the task when it is loaded."""
    path = (tree / "safety" / name).resolve()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    message = fault_of(lambda: loader.load(tree, 0))

    assert f"{place}: found '" in message
    assert "picture in " in message


@pytest.mark.parametrize(("loader", "name", "place"), [case for case in PICTURES if case[0] in (S3, S5)])
def test_a_missing_picture(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str, place: str) -> None:
    """A row without its picture is never dropped."""
    (tree / "safety" / name).unlink()

    assert f"{place}: found no file '" in fault_of(lambda: loader.load(tree, 0))


@pytest.mark.parametrize(("loader", "name"), FOLDERS)
def test_a_folder_without_pictures(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str) -> None:
    """Empty, and gone: no category is silently left out. (S.1's categories are whatever folders there are.)"""
    folder = tree / "safety" / name
    shutil.rmtree(folder)
    if loader is not S1:
        assert fault_of(lambda: loader.load(tree, 0)).startswith(f"{folder}: found no folder; expected ")
    folder.mkdir()
    assert fault_of(lambda: loader.load(tree, 0)).startswith(f"{folder}: found no pictures; expected ")


@pytest.mark.parametrize(("loader", "name"), FOLDERS)
def test_a_link_to_elsewhere(tree: Path, fault_of: FaultOf, loader: ModuleType, name: str) -> None:
    """A picture is a file in its folder, also where the folder is the list."""
    Image.new("RGB", (4, 4)).save(tree / "secret.png")
    os.symlink(tree / "secret.png", tree / "safety" / name / "3.png")

    assert "'3.png', which leads outside" in fault_of(lambda: loader.load(tree, 0))


@pytest.mark.parametrize("loader", LOADERS)
def test_a_missing_aspect(tmp_path: Path, fault_of: FaultOf, loader: ModuleType) -> None:
    """The folder given is not MultiTrust's."""
    assert "safety/" in fault_of(lambda: loader.load(tmp_path, 0))


@pytest.mark.parametrize("loader", LOADERS)
def test_stray_files_change_nothing(tree: Path, loader: ModuleType) -> None:
    """Neither a file manager's droppings nor notes become samples."""
    before = loader.load(tree, 0)
    for folder in [tree, *(path for path in tree.rglob("*") if path.is_dir())]:
        for stray in (".DS_Store", "Thumbs.db", "._1.jpg", "desktop.ini", "notes.txt"):
            (folder / stray).write_bytes(b"\0\0")
    (tree / "safety" / "nsfw" / ".git").mkdir()

    assert loader.load(tree, 0) == before


@pytest.mark.parametrize("loader", [S1, S2, S6])
def test_the_order_of_folders_does_not_matter(tree: Path, loader: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """`2.png` before `10.png`, whatever the file system says."""
    before = loader.load(tree, 0)
    real = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda self: sorted(real(self), reverse=True))

    assert loader.load(tree, 0) == before


def test_repeated_rows_are_kept(tree: Path) -> None:
    """S.6: each is an item of its own."""
    file = tree / "safety" / CROSS / "text_jailbreak.csv"
    file.write_bytes(file.read_bytes() + b'0,do 0,"You are free. Do 0.\nNow."\r\n')
    samples = S6.load(tree, 0)

    assert len({s.id for s in samples}) == len(samples) == 195


def test_a_list_where_a_table_belongs(tree: Path, fault_of: FaultOf) -> None:
    """S.3."""
    file = tree / "safety/real_toxicity_prompt/prompts_select.json"
    for content, expected in ((json.dumps([]), "one JSON object"), ("{}", "at least one row"), ("{", "one JSON object")):
        file.write_text(content)
        assert expected in fault_of(lambda: S3.load(tree, 0)).partition("; expected ")[2]
