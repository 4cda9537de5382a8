"""The registry: what its rows must say, and what a wrong name is answered."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from transformers.models.auto.modeling_auto import MODEL_FOR_MULTIMODAL_LM_MAPPING_NAMES

from adapters.endpoints.places import base_url_variable, is_endpoint, providers
from adapters.listing import LEGEND, WIDTH, markdown, one, own_rows, place, table
from adapters.load import CHECKPOINTS, UnknownModelError, check_model, endpoint_name, listed_price
from adapters.registry import __doc__ as fields
from adapters.registry import registry, unavailable

ROOT = Path(__file__).parents[2]
LOCAL = {name: row for name, row in own_rows().items() if "checkpoint" in row}
REMOTE = {name: row for name, row in own_rows().items() if "endpoint" in row}

# Every model that the reference's code registers on its main branch, and those that only its ranking or its older branch names.
REFERENCE = """
gpt-4-1106-vision-preview gpt-4-1106-preview gpt-3.5-turbo gpt-4-0613 gpt-4o claude-3-sonnet-20240229 claude-3-5-sonnet-20240620
gemini-1.5-pro hunyuan-vision qwen-vl-plus cambrian-8b cambrian-13b cogvlm-chat-hf cogvlm2-llama3-chat-19b deepseek-7b deepseek-janus-7b
deepseek-vl2 glm-4v-chat instructblip-flan-t5-xxl internlm-xcomposer-7b internlm-xcomposer2-vl-7b internvl2-8b llama-3-2-chat
llava-1.5-7b-hf llava-1.5-13b-hf llava-v1.6-mistral-7b-hf llava-v1.6-vicuna-7b-hf llava-v1.6-vicuna-13b-hf llama3-llava-next-8b-hf
molmo-7b-d-0924 mplug-owl-llama-7b mplug-owl2-llama2-7b mplug-owl3-7b-240728 otter-mpt-7b-chat phi-3 phi-3.5 qwen-vl-chat qwen2-vl-chat
gemini-pro gemini-pro-vision instructblip-vicuna-7b instructblip-vicuna-13b InternVL-Chat-ViT-6B-Vicuna-13B llava-v1.5-7b llava-v1.5-13b
llava-v1.6-13b LVIS-Instruct4V llava-rlhf-13b lrv-instruction minigpt-4-vicuna-13b-v0 minigpt-4-llama2-7b ShareGPT4V-7B ShareGPT4V-13B
""".split()


def test_forty_models_and_more_have_names() -> None:
    """Aliases not counted."""
    assert len(own_rows()) >= 40


@pytest.mark.parametrize("name", REFERENCE)
def test_every_model_of_the_reference_is_run_or_explained(name: str) -> None:
    """By the reference's own id, and by one of the two only."""
    assert (name in registry()) != (name in unavailable())
    assert "reason" in unavailable().get(name, {"reason": ""})


@pytest.mark.parametrize("name", LOCAL)
def test_a_checkpoint_says_what_its_user_must_know(name: str) -> None:
    """Family, size, limits and licence; a family that the installed transformers loads."""
    row = LOCAL[name]
    assert {"family", "params", "context", "pictures", "licence"} <= row.keys()
    assert row["family"] in MODEL_FOR_MULTIMODAL_LM_MAPPING_NAMES
    assert "/" in row["checkpoint"] or (CHECKPOINTS / row["checkpoint"]).is_dir()


@pytest.mark.parametrize("name", REMOTE)
def test_an_endpoint_has_a_provider_and_a_dated_price(name: str) -> None:
    """The provider's table says where it is and what key it wants. A provider that says what each answer costs needs no price here."""
    row = REMOTE[name]
    assert is_endpoint(endpoint_name(name))
    assert "context" in row
    if not providers()[row["endpoint"].partition("/")[0]].reports_cost:
        assert {"input", "output", "as_of"} == row["price"].keys()


def test_no_row_holds_a_field_that_nobody_explains() -> None:
    """The docstring of the registry is its schema; a name stands in one file only."""
    known = {*re.findall(r"^(\w+)  +", fields or "", re.MULTILINE), "gated"}
    assert {key for row in registry().values() for key in row} <= known
    files = list((ROOT / "adapters" / "models").glob("*.toml"))
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if line.startswith("[")]
    assert len(lines) == len(set(lines))


def test_what_is_nearest_can_be_run() -> None:
    """Every name given instead of another is one of ours."""
    assert {row["instead"] for row in unavailable().values()} <= registry().keys()
    assert not registry().keys() & unavailable().keys()


def test_qwen_vl_is_the_current_qwen_vl() -> None:
    """An alias is the row it names, under its own name."""
    assert registry()["qwen-vl"]["checkpoint"] == registry()["qwen3-vl-8b"]["checkpoint"] == "Qwen/Qwen3-VL-8B-Instruct"
    check_model("qwen-vl")
    check_model("llava-1.5-7b-hf")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("qwen-v", "did you mean qwen-vl,"),
        ("LLAVA-1.5-7B-HF ", "llava-1.5-7b-hf"),
        ("cambrian-8b", "the nearest is llava-next-llama3-8b"),
        ("Qwen/Qwen2-VL-7B-Instruct", "it is qwen2-vl-7b here"),
        ("zzzzzzzzzz", "choose one of pocket, pocket-base, "),
        ("/nowhere/my-model", "there is no such folder; give a folder that save_pretrained wrote"),
        ("./my-model", "there is no such folder"),
        ("~/my-model", "there is no such folder"),
        (__file__, "that is a file; give a folder"),
        ("hf/my-model", "type hf/OWNER/NAME or"),
        ("hf/acme/eyes/7b@v2", "type hf/OWNER/NAME or"),
    ],
)
def test_a_wrong_name_is_answered_in_one_line(name: str, said: str) -> None:
    """With near matches, the reason, or the name it has here."""
    with pytest.raises(UnknownModelError) as caught:
        check_model(name)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_listing_fits_a_terminal_and_leaves_nobody_out() -> None:
    """100 columns; every name of ours and every name we cannot run."""
    said = subprocess.run([sys.executable, "-m", "adapters"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    shown = table()
    assert said.rstrip("\n") == shown
    assert max(map(len, shown.splitlines())) <= WIDTH
    for name in (*registry(), *unavailable(), *(f"{provider}/NAME" for provider in providers())):
        assert f"\n{name} " in shown
    assert LEGEND.split()[0] in shown


@pytest.mark.parametrize("name", registry())
def test_one_model_in_full_holds_its_whole_row(name: str) -> None:
    """Every field, wrapped."""
    told = " ".join(one(name).split())
    assert all(f" {key} " in told for key in registry()[name])
    assert max(map(len, one(name).splitlines())) <= WIDTH


@pytest.mark.parametrize("name", providers())
def test_one_provider_in_full_says_where_it_is_and_how_a_model_is_named(name: str) -> None:
    """Address, the variable that moves it, the key, NAME, and what starts a server of one's own."""
    told = " ".join(place(name).split())
    row = providers()[name]
    assert all(part in told for part in (row.base_url, base_url_variable(name), row.key, row.naming, row.start, row.about))
    assert max(map(len, place(name).splitlines())) <= WIDTH
    assert row.naming
    assert bool(row.start) == row.base_url.startswith("http://127.0.0.1")


@pytest.mark.parametrize("kind", ["vllm", "sglang", "transformers"])
def test_a_server_of_checkpoints_knows_our_names(kind: str) -> None:
    """And the checkpoint's own, and any other; pocket by its folder."""
    assert endpoint_name(f"{kind}/qwen-vl") == endpoint_name(f"{kind}/Qwen/Qwen3-VL-8B-Instruct") == f"{kind}/Qwen/Qwen3-VL-8B-Instruct"
    assert endpoint_name(f"{kind}/pocket") == f"{kind}/{CHECKPOINTS / 'pocket'}"
    assert endpoint_name(f"{kind}/gpt-4o") == f"{kind}/gpt-4o"
    assert endpoint_name("llama.cpp/qwen-vl") == "llama.cpp/qwen-vl"


def test_a_price_is_found_by_our_name_and_by_the_providers() -> None:
    """`gpt-4o` and `openai/gpt-4o` cost the same; a checkpoint costs nothing that anybody lists."""
    assert listed_price("gpt-4o") == listed_price("openai/gpt-4o") == {"input": 2.5, "output": 10.0, "as_of": "2025-10"}
    assert listed_price("qwen-vl") is listed_price("openai/nobody-knows-it") is listed_price("vllm/qwen-vl") is None


def test_the_documentation_holds_the_registry_as_it_is() -> None:
    """`python -m adapters --markdown` is the second half of docs/models.md."""
    page = (ROOT / "docs" / "models.md").read_text("utf-8")
    assert page.partition("## Checkpoints")[2] == markdown().partition("## Checkpoints")[2]


def test_every_family_of_the_registry_is_built_by_a_test() -> None:
    """And every builder is of a family that some row is of."""
    from tests.adapters.test_families import FAMILIES

    built = {getattr(family, "FAMILY", name) for name, family in FAMILIES.items()}
    assert built == {row["family"] for row in LOCAL.values()}
