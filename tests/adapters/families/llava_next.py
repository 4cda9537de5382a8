"""LLaVA-1.6 (NeXT): the LLaVA-1.5 parts, with the picture cut into tiles of the best-fitting grid besides the whole."""

from pathlib import Path

from transformers import LlavaNextConfig, LlavaNextForConditionalGeneration, LlavaNextImageProcessor, LlavaNextProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes

PICTURES = range(3)
GRID = [[28, 56], [56, 28], [56, 56]]

# v1.6-mistral: [INST], and the system's words inside <<SYS>>.
TEMPLATE = (
    "<s>{% for m in messages %}{% if m['role'] == 'system' %}<<SYS>>\n{{ m['content'][0]['text'] }}\n<</SYS>>\n\n"
    "{% elif m['role'] == 'user' %}[INST] {% for c in m['content'] | selectattr('type', 'equalto', 'image') %}<image>\n{% endfor %}"
    "{% for c in m['content'] | selectattr('type', 'equalto', 'text') %}{{ c['text'] }}{% endfor %} [/INST]"
    "{% else %} {{ m['content'][0]['text'] }}</s> {% endif %}{% endfor %}"
)


def build(folder: Path) -> None:
    """Save it. The checkpoint's tokenizer has no pad token."""
    tokenizer = byte_tokenizer(named={"image_token": "<image>"}, pad=None, puts_begin=True)
    processor = LlavaNextProcessor(
        image_processor=LlavaNextImageProcessor(
            size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}, image_grid_pinpoints=GRID
        ),
        tokenizer=tokenizer,
        patch_size=7,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=TEMPLATE,
    )
    config = LlavaNextConfig(
        vision_config={"model_type": "clip_vision_model", **vision_sizes()},
        text_config={"model_type": "mistral", **text_sizes(tokenizer)},
        image_token_index=ids(tokenizer, "<image>"),
        image_grid_pinpoints=GRID,
        image_seq_length=16,
    )
    save(folder, LlavaNextForConditionalGeneration(config), processor)
