"""InstructBLIP on Vicuna: one picture a prompt, no chat template, a second tokenizer for the Q-Former."""

from pathlib import Path
from typing import Any

from transformers import BlipImageProcessor, InstructBlipConfig, InstructBlipForConditionalGeneration, InstructBlipProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes

PICTURES = range(1, 2)


def processor_of(**tokens: Any) -> InstructBlipProcessor:
    """For either decoder."""
    return InstructBlipProcessor(
        image_processor=BlipImageProcessor(size={"height": 28, "width": 28}),
        tokenizer=byte_tokenizer(**tokens),
        qformer_tokenizer=byte_tokenizer(begin="[CLS]", end="[SEP]", puts_begin=True, puts_end=True),
        num_query_tokens=4,
    )


def config_of(processor: InstructBlipProcessor, text: dict[str, Any]) -> InstructBlipConfig:
    """For either decoder."""
    return InstructBlipConfig(
        vision_config=vision_sizes(),
        qformer_config={
            "vocab_size": len(processor.qformer_tokenizer),
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "intermediate_size": 64,
            "encoder_hidden_size": 32,
        },
        text_config=text,
        num_query_tokens=4,
        image_token_index=ids(processor.tokenizer, "<image>"),
    )


def build(folder: Path) -> None:
    """Save it."""
    processor = processor_of(puts_begin=True)
    config = config_of(processor, {"model_type": "llama", **text_sizes(processor.tokenizer)})
    save(folder, InstructBlipForConditionalGeneration(config), processor)
