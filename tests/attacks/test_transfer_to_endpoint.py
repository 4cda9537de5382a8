"""`--surrogate` as a user types it: a model behind an address is attacked through a local model and a CLIP, and every figure says so."""

import base64
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pytest
from PIL import Image

from adapters.transformers_model import TransformersModel
from adapters.types import Picture, user_prompt
from reports.results import load_results
from tests.adapters.endpoints.server import Body, Reply, Server, completion
from tests.attacks.towers import clip
from tests.trust.conftest import ROOT

R4 = "trust_tests/robustness/test_r4_untargeted_attack.py"


class Behind:
    """Answers requests as a provider would, with a model of its own; keeps the pictures that came."""

    def __init__(self, model: TransformersModel) -> None:
        self.pictures: list[np.ndarray] = []
        self._model, self._one_at_a_time = model, Lock()

    def __call__(self, request: Body, count: int) -> Reply:
        parts = request["messages"][-1]["content"]
        address = next(part["image_url"]["url"] for part in parts if part["type"] == "image_url")
        image = Image.open(BytesIO(base64.b64decode(address.partition("base64,")[2]))).convert("RGB")
        text = next(part["text"] for part in parts if part["type"] == "text")
        with self._one_at_a_time:
            self.pictures.append(np.asarray(image, dtype=np.int16))
            (answer,) = self._model.generate([user_prompt(text, Picture(f"request {len(self.pictures)}", lambda: image), 24)])
        return Reply(completion(answer.text))


def run_one_sample(folder: Path, model: str, *options: str) -> dict[str, Any]:
    """One sample of R.4 as a user asks it: what results.json says, and everything else that is left behind."""
    out = folder / "out"
    command = [sys.executable, "-m", "pytest", R4, f"--model={model}", "--limit=1", "--attack-steps=2", f"--out={out}", *options]
    places = {"TRUST_CACHE": str(folder / "cache"), "HF_HUB_OFFLINE": "1"}
    quiet = ["-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    done = subprocess.run([*command, *quiet], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | places)
    assert (out / "results.json").is_file(), done.stdout + done.stderr
    files = {"page": out / "report.html", "junit": out / "junit.xml"}
    return load_results(out) | {name: file.read_text("utf-8") for name, file in files.items()} | {"printed": done.stdout}


@pytest.fixture
def gated(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """`gated(model, "--surrogate=pocket")`."""
    return partial(run_one_sample, tmp_path)


def test_a_model_behind_an_address_is_attacked_by_transfer_and_the_report_says_so(
    pocket: TransformersModel, gated: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """The gates are decided; the pictures that reach the server are within their bounds; surrogates stand wherever figures do."""
    tower = clip(tmp_path / "clip")
    behind = Behind(pocket)
    with Server(behind) as server:
        results = gated(f"{server.url}#tiny", "--surrogate=pocket-base", f"--surrogate={tower}")
    said = f"transfer from pocket-base and {tower} (ssa-cwa)"
    assert {gate["metric"]: gate["status"] for gate in results["gates"]}["robust_accuracy"] in ("met", "missed"), results["printed"]
    assert results["run"]["attack"]["surrogates"] == ["pocket-base", tower]
    assert any("TRANSFER" in note and tower in note for note in results["run"]["notes"])
    (control,) = results["attacks"]["controls"]
    assert (control["fault"], control["model"], control["adaptive"]) == ("", f"{server.url}#tiny", False)
    assert "not adaptive: made on other models" in results["page"]
    assert all(check["name"].startswith(said) for check in control["checks"])
    attacked = [response for response in results["samples"][0]["responses"] if response["as"].startswith("attacked")]
    assert len(attacked) == 4
    assert {response["made by"] for response in attacked} == {said}
    assert "by transfer, on" in results["page"]
    clean, *others = behind.pictures
    assert sorted({int(np.abs(other - clean).max()) for other in others}) == [2, 4, 8, 16]
