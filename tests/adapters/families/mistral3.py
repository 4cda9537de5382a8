"""Mistral-Small 3: Pixtral's tower and processor, neighbouring patches merged; its system prompt tells the date."""

from pathlib import Path

from transformers import Mistral3Config, Mistral3ForConditionalGeneration, PixtralImageProcessor, PixtralProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes

PICTURES = range(3)
MARKS = ("[INST]", "[/INST]", "[IMG]", "[IMG_BREAK]", "[IMG_END]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]")

TEMPLATE = (
    "<s>{% if messages[0]['role'] == 'system' %}{% if messages[0]['content'] is string %}{% set system = messages[0]['content'] %}"
    "{% else %}{% set system = messages[0]['content'][0]['text'] %}{% endif %}{% set rest = messages[1:] %}"
    "{% else %}{% set system = 'The date is ' + strftime_now('%Y-%m-%d') + '.' %}{% set rest = messages %}{% endif %}"
    "[SYSTEM_PROMPT]{{ system }}[/SYSTEM_PROMPT]{% for m in rest %}{% if m['role'] == 'user' %}[INST]"
    "{% if m['content'] is string %}{{ m['content'] }}{% else %}{% for c in m['content'] %}"
    "{% if c['type'] == 'image' %}[IMG]{% else %}{{ c['text'] }}{% endif %}{% endfor %}{% endif %}[/INST]"
    "{% else %}{{ m['content'] if m['content'] is string else m['content'][0]['text'] }}</s>{% endif %}{% endfor %}"
)


def build(folder: Path) -> None:
    """Save it."""
    tokenizer = byte_tokenizer(MARKS, puts_begin=True)
    processor = PixtralProcessor(
        image_processor=PixtralImageProcessor(size={"longest_edge": 48}, patch_size=8),
        tokenizer=tokenizer,
        patch_size=8,
        spatial_merge_size=2,
        chat_template=TEMPLATE,
    )
    config = Mistral3Config(
        vision_config={"model_type": "pixtral", **vision_sizes(image_size=48, patch_size=8, head_dim=8)},
        text_config={"model_type": "mistral", **text_sizes(tokenizer, head_dim=8)},
        image_token_index=ids(tokenizer, "[IMG]"),
        spatial_merge_size=2,
    )
    save(folder, Mistral3ForConditionalGeneration(config), processor)
