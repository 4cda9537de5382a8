"""DeepSeek-VL (the deepseek-community ports): SigLIP and Llama, pictures padded to a square."""

from pathlib import Path

from transformers import DeepseekVLConfig, DeepseekVLForConditionalGeneration, DeepseekVLImageProcessor, DeepseekVLProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes

PICTURES = range(3)
NAMED = {"image_token": "<image_placeholder>"}

TEMPLATE = (
    "<s>{% for m in messages %}{% if m['role'] == 'user' %}User: {% elif m['role'] == 'assistant' %}Assistant: {% endif %}"
    "{% for c in m['content'] %}{% if c['type'] == 'image' %}<image_placeholder>{% else %}{{ c['text'] }}{% endif %}{% endfor %}"
    "{% if m['role'] == 'assistant' %}</s>{% else %}\n\n{% endif %}{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}"
)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(named=NAMED, puts_begin=True)
    processor = DeepseekVLProcessor(
        image_processor=DeepseekVLImageProcessor(size={"height": 28, "width": 28}, min_size=7),
        tokenizer=tokenizer,
        num_image_tokens=16,
        chat_template=TEMPLATE,
    )
    config = DeepseekVLConfig(
        vision_config={"model_type": "siglip_vision_model", "vision_use_head": False, **vision_sizes()},
        text_config={"model_type": "llama", **text_sizes(tokenizer)},
        image_token_id=ids(tokenizer, "<image_placeholder>"),
    )
    save(folder, DeepseekVLForConditionalGeneration(config), processor)
