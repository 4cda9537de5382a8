"""InstructBLIP on Flan-T5: an encoder-decoder, whose answer does not repeat the prompt."""

from pathlib import Path

from transformers import InstructBlipForConditionalGeneration

from tests.adapters.families.instructblip import config_of, processor_of
from tests.adapters.families.making import save

PICTURES = range(1, 2)
FAMILY = "instructblip"


def build(folder: Path) -> None:
    """Save it."""
    processor = processor_of(begin=None, puts_end=True)
    text = {
        "model_type": "t5",
        "vocab_size": len(processor.tokenizer),
        "d_model": 32,
        "d_kv": 8,
        "d_ff": 64,
        "num_layers": 2,
        "num_decoder_layers": 2,
        "num_heads": 4,
        "pad_token_id": processor.tokenizer.pad_token_id,
        "eos_token_id": processor.tokenizer.eos_token_id,
        "decoder_start_token_id": processor.tokenizer.pad_token_id,
        "tie_word_embeddings": False,
    }
    network = InstructBlipForConditionalGeneration(config_of(processor, text))
    save(folder, network, processor, decoder_start_token_id=processor.tokenizer.pad_token_id)
