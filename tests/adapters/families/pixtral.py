"""Pixtral (a `llava` by its config): pictures of any size, row by row with [IMG_BREAK]; content of the system turn is a string."""

from pathlib import Path

from transformers import LlavaConfig, LlavaForConditionalGeneration, PixtralImageProcessor, PixtralProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes

PICTURES = range(3)
FAMILY = "llava"
MARKS = ("[INST]", "[/INST]", "[IMG]", "[IMG_BREAK]", "[IMG_END]")

TEMPLATE = (
    "{% if messages[0]['role'] == 'system' %}{% set system = messages[0]['content'] %}{% set rest = messages[1:] %}"
    "{% else %}{% set rest = messages %}{% endif %}<s>{% for m in rest %}"
    "{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}"
    "{% if m['role'] == 'user' %}[INST]{% if loop.last and system is defined %}{{ system + '\n\n' }}{% endif %}"
    "{% if m['content'] is string %}{{ m['content'] }}{% else %}{% for c in m['content'] %}"
    "{% if c['type'] == 'image' %}[IMG]{% else %}{{ c['text'] }}{% endif %}{% endfor %}{% endif %}[/INST]"
    "{% else %}{{ m['content'] if m['content'] is string else m['content'][0]['text'] }}</s>{% endif %}{% endfor %}"
)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(MARKS, puts_begin=True)
    processor = PixtralProcessor(
        image_processor=PixtralImageProcessor(size={"longest_edge": 48}, patch_size={"height": 8, "width": 8}),
        tokenizer=tokenizer,
        patch_size=8,
        chat_template=TEMPLATE,
    )
    config = LlavaConfig(
        vision_config={"model_type": "pixtral", **vision_sizes(image_size=48, patch_size=8, head_dim=8)},
        text_config={"model_type": "mistral", **text_sizes(tokenizer, head_dim=8)},
        image_token_index=ids(tokenizer, "[IMG]"),
        vision_feature_layer=-1,
        vision_feature_select_strategy="full",
        image_seq_length=1,
    )
    save(folder, LlavaForConditionalGeneration(config), processor)
