"""Molmo 2: overlapping crops pooled by index, <bos> put there by the processor."""

from pathlib import Path

from transformers import Molmo2Config, Molmo2ForConditionalGeneration, Molmo2ImageProcessor, Molmo2Processor, Molmo2VideoProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save
from tests.adapters.families.templates import chatml

PICTURES = range(3)
MARKS = (
    *("<|im_start|>", "<|im_end|>", "<im_start>", "<im_end>", "<im_patch>", "<im_col>", "<low_res_im_start>", "<im_low>"),
    *("<frame_start>", "<frame_end>", "<|image|>", "<|video|>"),
)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(MARKS, begin="<|endoftext|>", end="<|im_end|>")
    processor = Molmo2Processor(
        image_processor=Molmo2ImageProcessor(size={"height": 28, "width": 28}, patch_size=7, max_crops=4, overlap_margins=[1, 1]),
        video_processor=Molmo2VideoProcessor(size={"height": 28, "width": 28}, patch_size=7),
        tokenizer=tokenizer,
        chat_template=chatml("<|image|>"),
    )
    heads = {"num_attention_heads": 4, "num_key_value_heads": 4, "head_dim": 8}
    config = Molmo2Config(
        vision_config={
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 3,
            "image_size": [28, 28],
            "patch_size": 7,
            **heads,
        },
        adapter_config={"vision_feature_layer": [-1, -2], "hidden_size": 32, "intermediate_size": 64, "text_hidden_size": 32, **heads},
        text_config={
            "vocab_size": len(tokenizer),
            "additional_vocab_size": 8,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0},
            **heads,
        },
        image_start_token_id=ids(tokenizer, "<im_start>"),
        low_res_image_start_token_id=ids(tokenizer, "<low_res_im_start>"),
        image_end_token_id=ids(tokenizer, "<im_end>"),
        image_patch_id=ids(tokenizer, "<im_patch>"),
        frame_start_token_id=ids(tokenizer, "<frame_start>"),
        frame_end_token_id=ids(tokenizer, "<frame_end>"),
    )
    save(folder, Molmo2ForConditionalGeneration(config), processor)
