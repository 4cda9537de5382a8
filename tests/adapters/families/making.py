"""What every tiny checkpoint is made of: a tokenizer of bytes, and random weights large enough that every input matters."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import PreTrainedModel, PreTrainedTokenizerFast

PAD, BEGIN, END = "<pad>", "<s>", "</s>"


def byte_tokenizer(
    specials: Sequence[str] = (),
    *,
    pad: str | None = PAD,
    begin: str | None = BEGIN,
    end: str = END,
    puts_begin: bool = False,
    puts_end: bool = False,
    named: dict[str, str] | None = None,
    kind: type[PreTrainedTokenizerFast] = PreTrainedTokenizerFast,
) -> Any:
    """256 bytes and the special tokens; `named` are those that processors ask for by name (image_token, ...)."""
    marks = list(dict.fromkeys(token for token in (pad, begin, end, *specials, *(named or {}).values()) if token))
    vocabulary = {token: place for place, token in enumerate([*marks, *sorted(pre_tokenizers.ByteLevel.alphabet())])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(marks)
    if puts_begin or puts_end:
        around = ([begin] if puts_begin else []) + ["$A"] + ([end] if puts_end else [])
        tokenizer.post_processor = processors.TemplateProcessing(
            single=" ".join(map(str, around)), special_tokens=[(mark, vocabulary[mark]) for mark in {begin, end} if mark]
        )
    return kind(
        tokenizer_object=tokenizer,
        pad_token=pad,
        bos_token=begin,
        eos_token=end,
        extra_special_tokens=named or {},
        clean_up_tokenization_spaces=False,
        padding_side="right",  # as many checkpoints have it: the adapter is to put it right
    )


def ids(tokenizer: Any, *tokens: str) -> Any:
    """The id of a token, or of several."""
    found = [tokenizer.convert_tokens_to_ids(token) for token in tokens]
    return found[0] if len(found) == 1 else found


@torch.no_grad()
def wake(network: PreTrainedModel, seed: int = 0) -> PreTrainedModel:
    """Fill every matrix so that signals keep their size: at the usual 0.02 a picture would move nothing that can be measured."""
    generator = torch.Generator().manual_seed(seed)
    for name, weights in network.named_parameters():
        if weights.ndim >= 2:
            spread = 0.3 if weights.ndim == 2 and "embed" in name else 1.2 * weights[0].numel() ** -0.5
            weights.normal_(0, spread, generator=generator)
        elif "gate" in name:  # zero in a fresh network, and a closed gate shows no picture
            weights.fill_(0.5)
    return network.eval()


def save(folder: Path, network: PreTrainedModel, processor: Any, **generation: Any) -> None:
    """All that a folder of `save_pretrained` holds. Sampling is on, as in many checkpoints: the adapter is to turn it off."""
    tokenizer = processor.tokenizer
    network.generation_config.update(
        **{
            "do_sample": True,
            "temperature": 1.5,
            "top_p": 0.9,
            "eos_token_id": tokenizer.eos_token_id,
            "pad_token_id": tokenizer.pad_token_id,
            "bos_token_id": tokenizer.bos_token_id,
        }
        | generation
    )
    wake(network).save_pretrained(folder)
    processor.save_pretrained(folder)


# Sizes of tiny parts; a fresh copy each, for configs keep what they are given.
def text_sizes(tokenizer: Any, **more: Any) -> dict[str, Any]:
    """A decoder of the Llama kind."""
    return {
        "vocab_size": len(tokenizer),
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
    } | more


def vision_sizes(**more: Any) -> dict[str, Any]:
    """A vision tower of the CLIP kind: 28 x 28 pixels in patches of 7."""
    return {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "image_size": 28,
        "patch_size": 7,
    } | more
