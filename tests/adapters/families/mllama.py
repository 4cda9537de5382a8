"""Llama 3.2 Vision: pictures come in through cross-attention, cut into tiles by aspect ratio; no system turn beside pictures."""

from pathlib import Path

from transformers import MllamaConfig, MllamaForConditionalGeneration, MllamaImageProcessor, MllamaProcessor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes

PICTURES = range(3)
MARKS = ("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|image|>", "<|python_tag|>")

TEMPLATE = (
    "<|begin_of_text|>{% set date = strftime_now('%d %b %Y') if strftime_now is defined else '26 Jul 2024' %}"
    "{% set pictures = namespace(any=false) %}{% for m in messages %}{% if m['content'] is not string %}{% for c in m['content'] %}"
    "{% if c['type'] == 'image' %}{% set pictures.any = true %}{% endif %}{% endfor %}{% endif %}{% endfor %}"
    "{% if messages[0]['role'] == 'system' %}{% set system = messages[0]['content'] %}{% set rest = messages[1:] %}"
    "{% else %}{% set system = '' %}{% set rest = messages %}{% endif %}"
    "{% if pictures.any and system %}{{ raise_exception('Prompting with images is incompatible with system messages.') }}{% endif %}"
    "{% if not pictures.any %}<|start_header_id|>system<|end_header_id|>\n\nToday Date: {{ date }}\n\n{{ system }}<|eot_id|>{% endif %}"
    "{% for m in rest %}<|start_header_id|>{{ m['role'] }}<|end_header_id|>\n\n{% if m['content'] is string %}{{ m['content'] }}{% else %}"
    "{% for c in m['content'] %}{% if c['type'] == 'image' %}<|image|>{% else %}{{ c['text'] }}{% endif %}{% endfor %}{% endif %}<|eot_id|>"
    "{% endfor %}{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}"
)


def build(folder: Path) -> None:
    """Save it. The embedding holds eight rows more than the head, as in the checkpoints: <|image|> is asked and never said."""
    tokenizer = byte_tokenizer(MARKS, begin="<|begin_of_text|>", end="<|end_of_text|>", puts_begin=True)
    processor = MllamaProcessor(
        image_processor=MllamaImageProcessor(size={"height": 28, "width": 28}, max_image_tiles=4),
        tokenizer=tokenizer,
        chat_template=TEMPLATE,
    )
    config = MllamaConfig(
        vision_config={
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_global_layers": 1,
            "attention_heads": 4,
            "intermediate_size": 64,
            "vision_output_dim": 96,
            "image_size": 28,
            "patch_size": 7,
            "max_num_tiles": 4,
            "intermediate_layers_indices": [0, 1],
            "supported_aspect_ratios": [[1, 1], [1, 2], [1, 3], [1, 4], [2, 1], [2, 2], [3, 1], [4, 1]],
        },
        text_config=text_sizes(tokenizer, num_hidden_layers=3, cross_attention_layers=[1]),
        image_token_index=ids(tokenizer, "<|image|>"),
    )
    save(folder, MllamaForConditionalGeneration(config), processor, eos_token_id=ids(tokenizer, "<|eot_id|>", "<|end_of_text|>"))
