"""GLM-4.1V: M-RoPE, flattened patches, a prompt that begins [gMASK]<sop>, and a model that thinks aloud."""

from pathlib import Path

from transformers import Glm4vConfig, Glm4vForConditionalGeneration, Glm4vImageProcessor, Glm4vProcessor, Glm4vVideoProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes
from tests.adapters.families.templates import content

PICTURES = range(3)
MARKS = (
    *("[gMASK]", "<sop>", "<|system|>", "<|user|>", "<|assistant|>", "<|image|>", "<|begin_of_image|>", "<|end_of_image|>"),
    *("<|video|>", "<|begin_of_video|>", "<|end_of_video|>"),
)

TEMPLATE = (
    f"[gMASK]<sop>{{% for m in messages %}}<|{{{{ m['role'] }}}}|>\n{content('<|begin_of_image|><|image|><|end_of_image|>')}{{% endfor %}}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(MARKS, pad="<|endoftext|>", begin=None, end="<|endoftext|>")
    processor = Glm4vProcessor(
        image_processor=Glm4vImageProcessor(patch_size=4, size={"shortest_edge": 256, "longest_edge": 8192}),
        tokenizer=tokenizer,
        video_processor=Glm4vVideoProcessor(patch_size=4),
        chat_template=TEMPLATE,
    )
    rope = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [1, 1, 2], "partial_rotary_factor": 1.0}
    config = Glm4vConfig(
        vision_config={
            "depth": 2,
            "hidden_size": 32,
            "num_heads": 4,
            "image_size": 28,
            "patch_size": 4,
            "out_hidden_size": 32,
            "intermediate_size": 64,
        },
        text_config=text_sizes(tokenizer, rope_parameters=rope),
        image_token_id=ids(tokenizer, "<|image|>"),
        video_token_id=ids(tokenizer, "<|video|>"),
        image_start_token_id=ids(tokenizer, "<|begin_of_image|>"),
        image_end_token_id=ids(tokenizer, "<|end_of_image|>"),
        video_start_token_id=ids(tokenizer, "<|begin_of_video|>"),
        video_end_token_id=ids(tokenizer, "<|end_of_video|>"),
    )
    save(folder, Glm4vForConditionalGeneration(config), processor, eos_token_id=ids(tokenizer, "<|endoftext|>", "<|user|>"))
