"""SmolVLM2: Idefics3 made small. Its processor wants the package num2words."""

from pathlib import Path

from transformers import SmolVLMConfig, SmolVLMForConditionalGeneration, SmolVLMImageProcessor, SmolVLMProcessor, SmolVLMVideoProcessor

from tests.adapters.families.idefics3 import MARKS
from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes
from tests.adapters.families.templates import idefics

PICTURES = range(3)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer((*MARKS, "<video>"), begin="<|im_start|>", end="<end_of_utterance>")
    processor = SmolVLMProcessor(
        image_processor=SmolVLMImageProcessor(size={"longest_edge": 48}, max_image_size={"longest_edge": 24}),
        tokenizer=tokenizer,
        video_processor=SmolVLMVideoProcessor(),
        image_seq_len=4,
        chat_template=idefics("<|im_start|>"),
    )
    config = SmolVLMConfig(
        vision_config=vision_sizes(image_size=24, patch_size=6),
        text_config={"model_type": "llama", **text_sizes(tokenizer)},
        image_token_id=ids(tokenizer, "<image>"),
        scale_factor=2,
    )
    save(folder, SmolVLMForConditionalGeneration(config), processor)
