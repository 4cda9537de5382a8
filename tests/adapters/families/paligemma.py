"""PaliGemma: no chat template, no prompt without a picture; the prompt sees itself both ways."""

from pathlib import Path

from transformers import PaliGemmaConfig, PaliGemmaForConditionalGeneration, PaliGemmaProcessor, SiglipImageProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes

PICTURES = range(1, 3)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(("<image>",), begin="<bos>", end="<eos>")
    pictures = SiglipImageProcessor(size={"height": 28, "width": 28})
    pictures.image_seq_length = 16
    processor = PaliGemmaProcessor(image_processor=pictures, tokenizer=tokenizer)
    config = PaliGemmaConfig(
        vision_config={"model_type": "siglip_vision_model", "vision_use_head": False, **vision_sizes(projection_dim=32)},
        text_config={"model_type": "gemma2", **text_sizes(tokenizer, head_dim=8)},
        image_token_index=ids(tokenizer, "<image>"),
        projection_dim=32,
        hidden_size=32,
    )
    save(folder, PaliGemmaForConditionalGeneration(config), processor)
