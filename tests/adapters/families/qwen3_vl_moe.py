"""Qwen3-VL with a mixture of experts."""

from pathlib import Path

from transformers import Qwen3VLMoeConfig, Qwen3VLMoeForConditionalGeneration

from tests.adapters.families.making import byte_tokenizer, save
from tests.adapters.families.qwen2_5_vl import MARKS
from tests.adapters.families.qwen3_vl import processor_of, sizes

PICTURES = range(3)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(MARKS, pad="<|endoftext|>", begin=None, end="<|im_end|>")
    config = Qwen3VLMoeConfig(**sizes(tokenizer, num_experts=4, num_experts_per_tok=2, moe_intermediate_size=32, decoder_sparse_step=1))
    save(folder, Qwen3VLMoeForConditionalGeneration(config), processor_of(tokenizer))
