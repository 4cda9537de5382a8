"""Llama 4: a mixture of experts with chunked attention; tiles marked by separators."""

from pathlib import Path

from transformers import Llama4Config, Llama4ForConditionalGeneration, Llama4ImageProcessor, Llama4Processor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes
from tests.adapters.families.templates import content

PICTURES = range(3)
MARKS = (
    *("<|header_start|>", "<|header_end|>", "<|eot|>", "<|image|>", "<|image_start|>", "<|image_end|>"),
    *("<|patch|>", "<|tile_x_separator|>", "<|tile_y_separator|>"),
)

TEMPLATE = (
    "<|begin_of_text|>{% for m in messages %}<|header_start|>{{ m['role'] }}<|header_end|>\n\n"
    f"{content('<|image|>')}<|eot|>{{% endfor %}}"
    "{% if add_generation_prompt %}<|header_start|>assistant<|header_end|>\n\n{% endif %}"
)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(MARKS, begin="<|begin_of_text|>", end="<|eot|>")
    processor = Llama4Processor(
        image_processor=Llama4ImageProcessor(size={"height": 28, "width": 28}, max_patches=4),
        tokenizer=tokenizer,
        patch_size=7,
        pixel_shuffle_ratio=0.5,
        chat_template=TEMPLATE,
    )
    experts = {"num_local_experts": 2, "interleave_moe_layer_step": 2, "intermediate_size_mlp": 64, "head_dim": 8}
    config = Llama4Config(
        vision_config={
            "hidden_size": 32,
            "intermediate_size": 128,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "vision_output_dim": 32,
            "projector_input_dim": 32,
            "projector_output_dim": 32,
            "image_size": 28,
            "patch_size": 7,
        },
        text_config=text_sizes(tokenizer, attention_chunk_size=4096, **experts),
        image_token_index=ids(tokenizer, "<|patch|>"),
        boi_token_index=ids(tokenizer, "<|image_start|>"),
        eoi_token_index=ids(tokenizer, "<|image_end|>"),
    )
    save(folder, Llama4ForConditionalGeneration(config), processor)
