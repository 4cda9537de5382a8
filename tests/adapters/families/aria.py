"""Aria: a mixture of experts; pictures are 490 or 980 pixels wide, nothing smaller, so here the patches are large."""

from pathlib import Path

from transformers import AriaConfig, AriaForConditionalGeneration, AriaImageProcessor, AriaProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes
from tests.adapters.families.templates import chatml

PICTURES = range(3)


def build(folder: Path) -> None:
    """Save it."""
    marks = ("<|im_start|>", "<|im_end|>", "<fim_prefix>", "<fim_suffix>")
    tokenizer = byte_tokenizer(marks, named={"image_token": "<|img|>"})
    processor = AriaProcessor(
        image_processor=AriaImageProcessor(max_image_size=980, min_image_size=336),
        tokenizer=tokenizer,
        size_conversion={490: 4, 980: 16},
        chat_template=chatml("<fim_prefix><|img|><fim_suffix>"),
    )
    config = AriaConfig(
        vision_config={"model_type": "idefics3_vision", **vision_sizes(image_size=980, patch_size=70)},
        text_config=text_sizes(tokenizer, moe_num_experts=4, moe_topk=2, moe_num_shared_experts=1),
        projector_patch_to_query_dict={49: 4, 196: 16},
        image_token_index=ids(tokenizer, "<|img|>"),
    )
    save(folder, AriaForConditionalGeneration(config), processor, eos_token_id=ids(tokenizer, "<|im_end|>", "</s>"))
