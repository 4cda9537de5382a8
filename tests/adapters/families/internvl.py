"""InternVL (the -hf ports): InternViT and Qwen; a picture becomes up to `max_patches` tiles and a thumbnail."""

from pathlib import Path

from transformers import (
    GotOcr2ImageProcessor,
    InternVLConfig,
    InternVLForConditionalGeneration,
    InternVLProcessor,
    InternVLVideoProcessor,
)

from tests.adapters.families.making import byte_tokenizer, ids, save
from tests.adapters.families.templates import chatml

PICTURES = range(3)
NAMED = {
    "start_image_token": "<img>",
    "end_image_token": "</img>",
    "context_image_token": "<IMG_CONTEXT>",
    "video_token": "<video>",
}


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(("<|im_start|>", "<|im_end|>"), pad="<|endoftext|>", begin=None, end="<|im_end|>", named=NAMED)
    processor = InternVLProcessor(
        image_processor=GotOcr2ImageProcessor(size={"height": 16, "width": 16}, crop_to_patches=True, min_patches=1, max_patches=4),
        tokenizer=tokenizer,
        video_processor=InternVLVideoProcessor(size={"height": 16, "width": 16}),
        image_seq_length=4,
        chat_template=chatml("<IMG_CONTEXT>\n"),
    )
    config = InternVLConfig(
        vision_config={
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "image_size": [16, 16],
            "patch_size": [4, 4],
        },
        text_config={
            "model_type": "qwen2",
            "vocab_size": len(tokenizer),
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
        },
        image_token_id=ids(tokenizer, "<IMG_CONTEXT>"),
        image_seq_length=4,
    )
    save(folder, InternVLForConditionalGeneration(config), processor)
