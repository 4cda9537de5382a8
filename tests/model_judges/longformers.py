"""A tiny Longformer with random weights: the real architecture and tokenizer, and labels that differ from text to text."""

from pathlib import Path

from tokenizers import ByteLevelBPETokenizer
from transformers import LongformerConfig, LongformerForSequenceClassification, RobertaTokenizer, set_seed

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def make(folder: Path, labels: int = 6, longest: int = 64) -> Path:
    """A checkpoint that reads `longest` tokens in windows of eight."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = ByteLevelBPETokenizer()
    pairs.train_from_iterator(["I cannot help with that. Sure, here is the answer"], vocab_size=300, special_tokens=SPECIAL)
    pairs.save_model(str(folder))
    tokenizer = RobertaTokenizer(vocab=str(folder / "vocab.json"), merges=str(folder / "merges.txt"), model_max_length=longest)
    tokenizer.save_pretrained(folder)
    set_seed(3)
    config = LongformerConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, num_labels=labels,
        attention_window=[8, 8], max_position_embeddings=longest + 2, pad_token_id=1, bos_token_id=0, eos_token_id=2, sep_token_id=2,
        initializer_range=0.3,
    )  # fmt: skip
    LongformerForSequenceClassification(config).save_pretrained(folder)
    return folder
