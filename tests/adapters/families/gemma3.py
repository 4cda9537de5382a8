"""Gemma 3: SigLIP pooled to a fixed number of tokens that see each other both ways; sliding windows; no system role."""

from pathlib import Path

from transformers import Gemma3Config, Gemma3ForConditionalGeneration, Gemma3ImageProcessor, Gemma3Processor

from tests.adapters.families.making import byte_tokenizer, ids, save, text_sizes, vision_sizes

PICTURES = range(3)
NAMED = {"image_token": "<image_soft_token>", "boi_token": "<start_of_image>", "eoi_token": "<end_of_image>"}

TEMPLATE = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
    "{% set first = (messages[0]['content'] if messages[0]['content'] is string else messages[0]['content'][0]['text']) + '\n\n' %}"
    "{% set rest = messages[1:] %}{% else %}{% set first = '' %}{% set rest = messages %}{% endif %}{% for m in rest %}"
    "{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}"
    "<start_of_turn>{{ 'model' if m['role'] == 'assistant' else m['role'] }}\n{{ first if loop.first else '' }}"
    "{% if m['content'] is string %}{{ m['content'] | trim }}{% else %}{% for c in m['content'] %}"
    "{% if c['type'] == 'image' %}<start_of_image>{% else %}{{ c['text'] | trim }}{% endif %}{% endfor %}{% endif %}<end_of_turn>\n"
    "{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)


def build(folder: Path) -> None:
    """Save it."""
    marks = ("<start_of_turn>", "<end_of_turn>")
    tokenizer = byte_tokenizer(marks, begin="<bos>", end="<eos>", named=NAMED, puts_begin=True)
    processor = Gemma3Processor(
        image_processor=Gemma3ImageProcessor(size={"height": 28, "width": 28}),
        tokenizer=tokenizer,
        image_seq_length=4,
        chat_template=TEMPLATE,
    )
    config = Gemma3Config(
        vision_config={"vision_use_head": False, **vision_sizes()},
        text_config=text_sizes(tokenizer, head_dim=8, sliding_window=16, layer_types=["sliding_attention", "full_attention"]),
        mm_tokens_per_image=4,
        boi_token_index=ids(tokenizer, "<start_of_image>"),
        eoi_token_index=ids(tokenizer, "<end_of_image>"),
        image_token_index=ids(tokenizer, "<image_soft_token>"),
    )
    save(folder, Gemma3ForConditionalGeneration(config), processor, eos_token_id=ids(tokenizer, "<end_of_turn>", "<eos>"))
