"""Tiny checkpoints of real architectures, taught to say given words after given texts: the path of a classifier without its weights."""

from collections.abc import Mapping
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    AutoModelForCausalLM,
    GemmaConfig,
    LlamaConfig,
    MistralConfig,
    PreTrainedConfig,
    PreTrainedTokenizerFast,
    set_seed,
)

CONFIGS: dict[str, type[PreTrainedConfig]] = {"llama": LlamaConfig, "mistral": MistralConfig, "gemma": GemmaConfig}
SPECIAL = ["<pad>", "<s>", "</s>", "<unk>"]


def tokenizer_of(texts: list[str]) -> PreTrainedTokenizerFast:
    """Words, single digits and single other characters as tokens; spaces are tokens too, so that every text comes back as it was."""
    cut = pre_tokenizers.Split(Regex(r"[A-Za-z]+|\d|\s|."), "isolated")
    words = dict.fromkeys(part for text in texts for part, _ in cut.pre_tokenize_str(text))
    tokenizer = Tokenizer(models.WordLevel({word: place for place, word in enumerate([*SPECIAL, *words])}, "<unk>"))
    tokenizer.pre_tokenizer, tokenizer.decoder = cut, decoders.Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", bos_token="<s>", eos_token="</s>", unk_token="<unk>")


def teach(folder: Path, family: str, says: Mapping[str, str], chat_template: str = "", special: bool = True, steps: int = 300) -> Path:
    """A checkpoint in `folder` that says `says[text]` after each text."""
    set_seed(3)
    tokenizer = tokenizer_of([*says, *says.values()])
    tokenizer.chat_template = chat_template or None
    config = CONFIGS[family](
        vocab_size=len(tokenizer), hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=4,
        head_dim=16, max_position_embeddings=1024, pad_token_id=0, bos_token_id=1, eos_token_id=2,
    )  # fmt: skip
    model = AutoModelForCausalLM.from_config(config)
    rows = [
        (tokenizer(text, add_special_tokens=special)["input_ids"], [*tokenizer(word, add_special_tokens=False)["input_ids"], 2])
        for text, word in says.items()
    ]
    longest = max(len(text) + len(word) for text, word in rows)
    ids = torch.tensor([[0] * (longest - len(text) - len(word)) + text + word for text, word in rows])
    labels = torch.tensor([[-100] * (longest - len(word)) + word for _, word in rows])
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    for _ in range(steps):
        loss = model(input_ids=ids, attention_mask=(ids != 0).long(), labels=labels).loss
        if loss.item() < 0.02:
            break
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    assert loss.item() < 0.1, f"not taught in {steps} steps: {loss.item():.3f}"
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
