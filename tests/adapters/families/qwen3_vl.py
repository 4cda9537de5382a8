"""Qwen3-VL, the current Qwen-VL: interleaved M-RoPE, and vision features fed to several layers of the decoder."""

from pathlib import Path

from transformers import Qwen2VLImageProcessor, Qwen3VLConfig, Qwen3VLForConditionalGeneration, Qwen3VLProcessor, Qwen3VLVideoProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes
from tests.adapters.families.qwen2_5_vl import MARKS
from tests.adapters.families.templates import chatml

PICTURES = range(3)


def processor_of(tokenizer: object) -> Qwen3VLProcessor:
    """Also that of the mixture of experts."""
    return Qwen3VLProcessor(
        image_processor=Qwen2VLImageProcessor(
            patch_size=4, merge_size=2, temporal_patch_size=2, size={"shortest_edge": 256, "longest_edge": 4096}
        ),
        tokenizer=tokenizer,
        video_processor=Qwen3VLVideoProcessor(patch_size=4, merge_size=2, temporal_patch_size=2),
        chat_template=chatml("<|vision_start|><|image_pad|><|vision_end|>"),
    )


def sizes(tokenizer: object, **text: object) -> dict[str, object]:
    """What both configs hold."""
    rope = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [2, 1, 1], "mrope_interleaved": True}
    return {
        "text_config": text_sizes(tokenizer, head_dim=8, rope_parameters=rope, **text),
        "vision_config": {
            "depth": 2,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 4,
            "patch_size": 4,
            "out_hidden_size": 32,
            "num_position_embeddings": 64,
            "deepstack_visual_indexes": [0],
        },
        "image_token_id": ids(tokenizer, "<|image_pad|>"),
        "video_token_id": ids(tokenizer, "<|video_pad|>"),
        "vision_start_token_id": ids(tokenizer, "<|vision_start|>"),
        "vision_end_token_id": ids(tokenizer, "<|vision_end|>"),
    }


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(MARKS, pad="<|endoftext|>", begin=None, end="<|im_end|>")
    network = Qwen3VLForConditionalGeneration(Qwen3VLConfig(**sizes(tokenizer)))
    save(folder, network, processor_of(tokenizer), eos_token_id=ids(tokenizer, "<|im_end|>", "<|endoftext|>"))
