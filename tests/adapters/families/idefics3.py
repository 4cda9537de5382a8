"""Idefics3: pictures cut into rows and columns of tiles, as many as each needs, padded over the batch."""

from pathlib import Path

from transformers import Idefics3Config, Idefics3ForConditionalGeneration, Idefics3ImageProcessor, Idefics3Processor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes
from tests.adapters.families.templates import idefics

PICTURES = range(3)
MARKS = (
    *("<fake_token_around_image>", "<image>", "<end_of_utterance>", "<global-img>"),
    *(f"<row_{row}_col_{column}>" for row in range(1, 7) for column in range(1, 7)),
)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(MARKS, begin="<|begin_of_text|>", end="<|end_of_text|>")
    processor = Idefics3Processor(
        image_processor=Idefics3ImageProcessor(size={"longest_edge": 48}, max_image_size={"longest_edge": 24}),
        tokenizer=tokenizer,
        image_seq_len=4,
        chat_template=idefics("<|begin_of_text|>"),
    )
    config = Idefics3Config(
        vision_config=vision_sizes(image_size=24, patch_size=6),
        text_config={"model_type": "llama", **text_sizes(tokenizer)},
        image_token_id=ids(tokenizer, "<image>"),
        scale_factor=2,
    )
    ends = ids(tokenizer, "<end_of_utterance>", "<|end_of_text|>")
    save(folder, Idefics3ForConditionalGeneration(config), processor, eos_token_id=ends)
