"""Phi-4-multimodal: tiles with a mask, each 256 tokens (the processor says so), so here the patches are small; it could also hear."""

from pathlib import Path

from transformers import (
    Phi4MultimodalConfig,
    Phi4MultimodalFeatureExtractor,
    Phi4MultimodalForCausalLM,
    Phi4MultimodalImageProcessor,
    Phi4MultimodalProcessor,
)

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes
from tests.adapters.families.templates import content

PICTURES = range(3)

TEMPLATE = (
    f"{{% for m in messages %}}<|{{{{ m['role'] }}}}|>{content('<|image|>')}<|end|>{{% endfor %}}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def build(folder: Path) -> None:
    """Save it."""
    marks = ("<|system|>", "<|user|>", "<|assistant|>", "<|end|>")
    named = {"image_token": "<|image|>", "audio_token": "<|audio|>"}
    tokenizer = byte_tokenizer(marks, pad=None, begin="<|endoftext|>", end="<|endoftext|>", named=named)
    processor = Phi4MultimodalProcessor(
        image_processor=Phi4MultimodalImageProcessor(size={"height": 128, "width": 128}, patch_size=4, dynamic_hd=2),
        audio_processor=Phi4MultimodalFeatureExtractor(),
        tokenizer=tokenizer,
        chat_template=TEMPLATE,
    )
    config = Phi4MultimodalConfig(
        vision_config=vision_sizes(image_size=128, patch_size=4, crop_size=128, image_token_id=ids(tokenizer, "<|image|>")),
        audio_config={
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_blocks": 1,
            "num_attention_heads": 2,
            "ext_pw_out_channel": 16,
            "nemo_conv_channels": 16,
            "audio_token_id": ids(tokenizer, "<|audio|>"),
        },
        **text_sizes(tokenizer, pad_token_id=tokenizer.eos_token_id),
    )
    save(folder, Phi4MultimodalForCausalLM(config), processor, eos_token_id=ids(tokenizer, "<|end|>", "<|endoftext|>"))
