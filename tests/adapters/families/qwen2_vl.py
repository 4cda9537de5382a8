"""Qwen2-VL: as Qwen2.5-VL without windows."""

from pathlib import Path

from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration, Qwen2VLImageProcessor, Qwen2VLProcessor, Qwen2VLVideoProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes
from tests.adapters.families.qwen2_5_vl import MARKS, TEMPLATE

PICTURES = range(3)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(MARKS, pad="<|endoftext|>", begin=None, end="<|endoftext|>")
    processor = Qwen2VLProcessor(
        image_processor=Qwen2VLImageProcessor(patch_size=4, merge_size=2, temporal_patch_size=2, min_pixels=256, max_pixels=4096),
        tokenizer=tokenizer,
        video_processor=Qwen2VLVideoProcessor(patch_size=4, merge_size=2, temporal_patch_size=2),
        chat_template=TEMPLATE,
    )
    rope = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [1, 1, 2]}
    config = Qwen2VLConfig(
        text_config=text_sizes(tokenizer, rope_parameters=rope),
        vision_config={"depth": 2, "embed_dim": 32, "hidden_size": 32, "num_heads": 4, "patch_size": 4},
        image_token_id=ids(tokenizer, "<|image_pad|>"),
        video_token_id=ids(tokenizer, "<|video_pad|>"),
        vision_start_token_id=ids(tokenizer, "<|vision_start|>"),
        vision_end_token_id=ids(tokenizer, "<|vision_end|>"),
    )
    save(folder, Qwen2VLForConditionalGeneration(config), processor, eos_token_id=ids(tokenizer, "<|im_end|>", "<|endoftext|>"))
