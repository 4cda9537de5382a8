"""Idefics2: pictures padded to the largest of the batch with a pixel mask, a perceiver behind the tower."""

from pathlib import Path

from transformers import Idefics2Config, Idefics2ForConditionalGeneration, Idefics2ImageProcessor, Idefics2Processor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes
from tests.adapters.families.templates import idefics

PICTURES = range(3)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(puts_begin=True)
    processor = Idefics2Processor(
        image_processor=Idefics2ImageProcessor(size={"shortest_edge": 20, "longest_edge": 48}),
        tokenizer=tokenizer,
        image_seq_len=4,
        chat_template=idefics(""),
    )
    config = Idefics2Config(
        vision_config=vision_sizes(image_size=48, patch_size=8),
        perceiver_config={
            "hidden_size": 32,
            "resampler_n_latents": 4,
            "resampler_depth": 1,
            "resampler_n_heads": 4,
            "resampler_head_dim": 8,
            "num_key_value_heads": 2,
        },
        text_config={"model_type": "mistral", **text_sizes(tokenizer)},
        image_token_id=ids(tokenizer, "<image>"),
    )
    ends = ids(tokenizer, "<end_of_utterance>", "</s>")
    save(folder, Idefics2ForConditionalGeneration(config), processor, eos_token_id=ends)
