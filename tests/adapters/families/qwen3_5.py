"""Qwen3.5, which sees without being called VL: three layers of gated delta networks to one of attention, M-RoPE on a part of each head."""

from pathlib import Path

from transformers import Qwen3_5Config, Qwen3_5ForConditionalGeneration

from tests.adapters.families.making import byte_tokenizer, ids, save
from tests.adapters.families.qwen2_5_vl import MARKS
from tests.adapters.families.qwen3_vl import processor_of, sizes

PICTURES = range(3)
ROPE = {"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.5, "mrope_section": [2, 1, 1], "mrope_interleaved": True}
LINEAR = {
    "linear_key_head_dim": 8,
    "linear_value_head_dim": 8,
    "linear_num_key_heads": 2,
    "linear_num_value_heads": 4,
    "linear_conv_kernel_dim": 4,
}


def build(folder: Path) -> None:
    """Save it, with both kinds of layer."""
    tokenizer = byte_tokenizer(MARKS, pad="<|endoftext|>", begin=None, end="<|im_end|>")
    told = sizes(tokenizer, num_hidden_layers=2, layer_types=["linear_attention", "full_attention"], **LINEAR)
    told["text_config"] |= {"head_dim": 16, "rope_parameters": ROPE}  # type: ignore[operator]
    told["vision_config"].pop("deepstack_visual_indexes")  # type: ignore[attr-defined]
    network = Qwen3_5ForConditionalGeneration(Qwen3_5Config(**told))
    save(folder, network, processor_of(tokenizer), eos_token_id=ids(tokenizer, "<|im_end|>", "<|endoftext|>"))
