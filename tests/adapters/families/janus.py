"""Janus-Pro: reads pictures through SigLIP; could also draw, which nobody asks here."""

from pathlib import Path

from transformers import JanusConfig, JanusForConditionalGeneration, JanusImageProcessor, JanusProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes

PICTURES = range(3)
NAMED = {"image_token": "<image_placeholder>", "boi_token": "<begin_of_image>", "eoi_token": "<end_of_image>"}

TEMPLATE = (
    "<s>{% for m in messages %}{% if m['role'] == 'user' %}<|User|>: {% elif m['role'] == 'assistant' %}<|Assistant|>: {% endif %}"
    "{% for c in m['content'] %}{% if c['type'] == 'image' %}<image_placeholder>\n{% else %}{{ c['text'] }}{% endif %}{% endfor %}"
    "{% if m['role'] == 'assistant' %}</s>{% else %}\n\n{% endif %}{% endfor %}{% if add_generation_prompt %}<|Assistant|>:{% endif %}"
)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(("<|User|>", "<|Assistant|>"), named=NAMED, puts_begin=True)
    processor = JanusProcessor(
        image_processor=JanusImageProcessor(size={"height": 28, "width": 28}, min_size=7),
        tokenizer=tokenizer,
        num_image_tokens=16,
        chat_template=TEMPLATE,
    )
    config = JanusConfig(
        vision_config={
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "image_size": 28,
            "patch_size": 7,
            "projection_dim": 32,
            "num_image_tokens": 16,
        },
        vq_config={
            "embed_dim": 4,
            "num_embeddings": 32,
            "latent_channels": 8,
            "base_channels": 32,
            "channel_multiplier": [1, 1],
            "num_res_blocks": 1,
            "num_patches": 4,
            "projection_dim": 32,
            "image_token_embed_dim": 32,
        },
        text_config={"model_type": "llama", **text_sizes(tokenizer)},
        image_token_id=ids(tokenizer, "<image_placeholder>"),
    )
    save(folder, JanusForConditionalGeneration(config), processor)
