"""BLIP-2 on OPT: absolute positions, one picture a prompt, `Question: ... Answer:`."""

from pathlib import Path

from transformers import Blip2Config, Blip2ForConditionalGeneration, Blip2Processor, BlipImageProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes

PICTURES = range(1, 2)
FAMILY = "blip-2"


def build(folder: Path) -> None:
    """Save it."""
    processor = Blip2Processor(
        image_processor=BlipImageProcessor(size={"height": 28, "width": 28}),
        tokenizer=byte_tokenizer(puts_begin=True),
        num_query_tokens=4,
    )
    text = text_sizes(processor.tokenizer, model_type="opt", ffn_dim=64, word_embed_proj_dim=32, max_position_embeddings=512)
    config = Blip2Config(
        vision_config=vision_sizes(),
        qformer_config={
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
    save(folder, Blip2ForConditionalGeneration(config), processor)
