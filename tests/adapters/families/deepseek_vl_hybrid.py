"""DeepSeek-VL-7B: a SAM tower for the large picture beside SigLIP for the small one."""

from pathlib import Path

from transformers import (
    DeepseekVLHybridConfig,
    DeepseekVLHybridForConditionalGeneration,
    DeepseekVLHybridImageProcessor,
    DeepseekVLHybridProcessor,
)

from tests.adapters.families.deepseek_vl import NAMED, TEMPLATE
from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes

PICTURES = range(3)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(named=NAMED, puts_begin=True)
    processor = DeepseekVLHybridProcessor(
        image_processor=DeepseekVLHybridImageProcessor(
            size={"height": 32, "width": 32}, high_res_size={"height": 128, "width": 128}, min_size=8, high_res_min_size=32
        ),
        tokenizer=tokenizer,
        num_image_tokens=16,
        chat_template=TEMPLATE,
    )
    config = DeepseekVLHybridConfig(
        vision_config={"model_type": "siglip_vision_model", "vision_use_head": False, **vision_sizes(image_size=32, patch_size=8)},
        high_res_vision_config={
            "model_type": "sam_vision_model",
            "hidden_size": 32,
            "output_channels": 16,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "image_size": 128,
            "patch_size": 16,
            "window_size": 4,
            "global_attn_indexes": [1],
            "mlp_dim": 64,
        },
        text_config={"model_type": "llama", **text_sizes(tokenizer)},
        image_token_id=ids(tokenizer, "<image_placeholder>"),
    )
    save(folder, DeepseekVLHybridForConditionalGeneration(config), processor)
