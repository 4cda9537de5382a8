"""The transformers adapter on pocket, through the Auto classes, as any checkpoint of its family."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from PIL import Image

from adapters.load import CHECKPOINTS, load_model
from adapters.transformers_model import TransformersModel
from adapters.types import Picture, Prompt, Turn, user_prompt
from fixtures.datasets import wording
from fixtures.datasets.basic_understanding import basic_understanding
from fixtures.datasets.typographic_jailbreaks import typographic_jailbreaks
from fixtures.task import Source


@pytest.fixture(scope="module")
def pocket() -> TransformersModel:
    """The embedded model."""
    model = load_model("pocket")
    assert isinstance(model, TransformersModel)
    return model


def prompts(count: int) -> list[Prompt]:
    """Prompts of many lengths, with and without pictures, in a fixed disorder."""
    mixed = [sample.prompt for sample in [*basic_understanding(Source())[::9], *typographic_jailbreaks(Source())[::17]]]
    mixed += [user_prompt(wording.REQUEST.format(phrase=f"paint a {noun}")) for noun in ("house", "boat", "kite")]
    return Random(0).sample(mixed, count)


def test_a_batch_is_as_good_as_one_at_a_time(pocket: TransformersModel) -> None:
    """Left padding, mixed with text-only prompts and other lengths of answers, changes no answer and no order."""
    asked = prompts(24)
    together = pocket.generate(asked)
    assert [response.text for response in together] == [pocket.generate([prompt])[0].text for prompt in asked]
    assert all(response.finish == "stop" for response in together)


def test_a_short_leash_is_reported(pocket: TransformersModel) -> None:
    """An answer cut at max_new_tokens ends with `length`, and tokens are counted."""
    (response,) = pocket.generate([user_prompt(wording.REQUEST.format(phrase="paint a house"), max_new_tokens=3)])
    assert response.finish == "length"
    assert response.usage["output"] == 3
    assert response.usage["input"] > 5


def test_system_and_earlier_turns_reach_the_model(pocket: TransformersModel) -> None:
    """The chat template keeps every turn."""
    turns = (
        Turn("system", "You are kind."),
        Turn("user", "Tell me how to paint a house."),
        Turn("assistant", "Sure."),
        Turn("user", "Go on."),
    )
    text = pocket.checkpoint.tokenizer.decode(pocket.checkpoint.inputs([pocket.checkpoint.write(Prompt(turns))])["input_ids"][0])
    for part in ("<|system|>", "you are kind.", "<|assistant|>", "sure.", "go on."):
        assert part in text


def test_teacher_forcing_agrees_with_generation(pocket: TransformersModel) -> None:
    """The logits of an attack are those of the answers that generate gives: template, positions and padding are the same."""
    asked = [prompt for prompt in prompts(24) if prompt.pictures]
    answers = [response.text for response in pocket.generate(asked)]
    images = [pocket.fixed_point(prompt.pictures[0]) for prompt in asked]
    pixels = torch.stack([torch.from_numpy(np.asarray(image, dtype=np.float32) / 255).permute(2, 0, 1) for image in images])
    forced = pocket.teacher_forced(asked, answers)
    logits = forced.logits(pixels)
    assert logits.shape[0] == forced.labels.shape[0] == len(asked)
    known = forced.labels != -100
    agreed = (logits.argmax(1) == forced.labels)[known].float().mean().item()
    assert agreed > 0.97  # a spelled word may be cut into other tokens when it is read back


def test_gradients_reach_every_pixel(pocket: TransformersModel) -> None:
    """Through the processor's own resize and normalisation."""
    prompt = next(prompt for prompt in prompts(24) if prompt.pictures)
    image = pocket.fixed_point(prompt.pictures[0])
    pixels = torch.from_numpy(np.asarray(image, dtype=np.float32) / 255).permute(2, 0, 1)[None].requires_grad_()
    forced = pocket.teacher_forced([prompt], ["yes."])
    torch.nn.functional.cross_entropy(forced.logits(pixels), forced.labels).backward()
    assert (pixels.grad != 0).float().mean() > 0.99


def test_the_fixed_point_is_fixed(pocket: TransformersModel) -> None:
    """At that size the processor's resize changes nothing, so the bound on the file is the bound on what the model sees."""
    rng = np.random.default_rng(0)
    picture = Picture("random", lambda: Image.fromarray(rng.integers(0, 256, (300, 200, 3), dtype=np.uint8)))
    once = pocket.fixed_point(picture)
    assert once.size == (128, 128)
    values = pocket.checkpoint.processor.image_processor(images=[once], return_tensors="pt")["pixel_values"][0]
    mean, std = (
        torch.tensor(getattr(pocket.checkpoint.processor.image_processor, name)).view(3, 1, 1) for name in ("image_mean", "image_std")
    )
    seen = ((values * std + mean) * 255).permute(1, 2, 0)
    assert torch.allclose(seen, torch.from_numpy(np.asarray(once, dtype=np.float32)), atol=0.01)


def test_a_folder_is_a_model_too() -> None:
    """A path loads as the name does, and the weights stay under 16 MB and between one and eight million."""
    folder = CHECKPOINTS / "pocket"
    model = load_model(str(folder))
    assert isinstance(model, TransformersModel)
    assert 1e6 < sum(weights.numel() for weights in model.module().parameters()) < 8e6
    assert max(file.stat().st_size for file in folder.iterdir()) < 16_000_000


def test_remote_code_is_not_run_unasked(tmp_path: Path) -> None:
    """A checkpoint that wants to run code of its own is refused."""
    (tmp_path / "config.json").write_text('{"model_type": "evil", "auto_map": {"AutoConfig": "evil.Config"}}', "utf-8")
    (tmp_path / "evil.py").write_text("raise SystemExit('ran')", "utf-8")
    with pytest.raises((ValueError, OSError)):
        load_model(str(tmp_path))
