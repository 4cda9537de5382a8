"""Phi-4-multimodal sees through a LoRA that lies beside its weights."""

from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from transformers import Phi4MultimodalForCausalLM

from adapters.checkpoint import Checkpoint
from adapters.peculiar import mend
from adapters.transformers_model import TransformersModel
from tests.adapters.families import phi4_multimodal
from tests.adapters.test_families import ask, first_logits


def test_the_lora_of_a_row_is_at_work(tmp_path: Path) -> None:
    """Answers are those of the merged weights, not of the bare ones; gradients go through it and not into it."""
    phi4_multimodal.build(tmp_path)
    tuned = get_peft_model(
        Phi4MultimodalForCausalLM.from_pretrained(tmp_path), LoraConfig(r=2, target_modules=["qkv_proj"], init_lora_weights=False)
    )
    tuned.save_pretrained(tmp_path / "vision-lora")
    prompt = ask("what is this?", 1)
    bare, seeing = (TransformersModel("phi", Checkpoint(str(tmp_path), device="cpu", lora=lora)) for lora in (None, "vision-lora"))
    assert (first_logits(bare, prompt) - first_logits(seeing, prompt)).abs().max() > 0.01
    inputs = bare.checkpoint.inputs([bare.checkpoint.write(prompt)])
    merged = tuned.merge_and_unload().eval()
    mend(merged)
    with torch.no_grad():
        wanted = merged(**inputs).logits[0, -1]
    torch.testing.assert_close(wanted, first_logits(seeing, prompt), atol=1e-4, rtol=1e-4)
    assert not any(weights.requires_grad for weights in seeing.module().parameters())
