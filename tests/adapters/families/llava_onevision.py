"""LLaVA-OneVision: SigLIP and Qwen2; one picture becomes tiles, several become one tile each."""

from pathlib import Path

from transformers import (
    LlavaOnevisionConfig,
    LlavaOnevisionForConditionalGeneration,
    LlavaOnevisionImageProcessor,
    LlavaOnevisionProcessor,
    LlavaOnevisionVideoProcessor,
)

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes
from tests.adapters.families.templates import chatml

PICTURES = range(3)
GRID = [[28, 28], [28, 56], [56, 28], [56, 56]]


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(("<|im_start|>", "<image>", "<video>"), pad="<|endoftext|>", begin=None, end="<|im_end|>")
    processor = LlavaOnevisionProcessor(
        image_processor=LlavaOnevisionImageProcessor(size={"height": 28, "width": 28}, image_grid_pinpoints=GRID),
        tokenizer=tokenizer,
        video_processor=LlavaOnevisionVideoProcessor(size={"height": 28, "width": 28}),
        num_image_tokens=16,
        vision_feature_select_strategy="full",
        chat_template=chatml("<image>"),
    )
    config = LlavaOnevisionConfig(
        vision_config={"model_type": "siglip_vision_model", "vision_use_head": False, **vision_sizes()},
        text_config={"model_type": "qwen2", **text_sizes(tokenizer)},
        image_token_index=ids(tokenizer, "<image>"),
        video_token_index=ids(tokenizer, "<video>"),
        image_grid_pinpoints=GRID,
    )
    save(folder, LlavaOnevisionForConditionalGeneration(config), processor)
