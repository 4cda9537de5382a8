"""Tiny pairs of towers with random weights, saved as their authors save theirs: a CLIP and a SigLIP, unlike in size, mean and deviation."""

from pathlib import Path

from transformers import (
    CLIPConfig,
    CLIPImageProcessor,
    CLIPModel,
    CLIPProcessor,
    SiglipConfig,
    SiglipImageProcessor,
    SiglipModel,
    SiglipProcessor,
)

from tests.adapters.families.making import byte_tokenizer, vision_sizes, wake


def clip(folder: Path, size: int = 28) -> str:
    """The folder of a CLIP that sees `size` pixels a side, from the middle."""
    tokenizer = byte_tokenizer(puts_begin=True, puts_end=True)
    config = CLIPConfig(vision_config=vision_sizes(image_size=size), text_config=_text(tokenizer), projection_dim=16)
    pixels = CLIPImageProcessor(size={"shortest_edge": size}, crop_size={"height": size, "width": size})
    return _saved(folder, CLIPModel(config), CLIPProcessor(image_processor=pixels, tokenizer=tokenizer))


def siglip(folder: Path, size: int = 35) -> str:
    """The folder of a SigLIP that sees all of a picture at `size` pixels a side."""
    tokenizer = byte_tokenizer(puts_end=True)
    config = SiglipConfig(vision_config=vision_sizes(image_size=size), text_config=_text(tokenizer))
    pixels = SiglipImageProcessor(size={"height": size, "width": size})
    return _saved(folder, SiglipModel(config), SiglipProcessor(image_processor=pixels, tokenizer=tokenizer))


def _text(tokenizer: object) -> dict[str, object]:
    return {
        "vocab_size": len(tokenizer),  # type: ignore[arg-type]
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "max_position_embeddings": 64,
        "bos_token_id": tokenizer.bos_token_id,  # type: ignore[attr-defined]
        "eos_token_id": tokenizer.eos_token_id,  # type: ignore[attr-defined]
        "pad_token_id": tokenizer.pad_token_id,  # type: ignore[attr-defined]
    }


def _saved(folder: Path, network: object, processor: object) -> str:
    wake(network).save_pretrained(folder)  # type: ignore[arg-type]
    processor.save_pretrained(folder)  # type: ignore[attr-defined]
    return str(folder)
