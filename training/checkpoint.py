"""The embedded model's body: a LLaVA of ordinary parts, with its own tokenizer, processor and chat template."""

from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers import (
    CLIPImageProcessor,
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)

SIDE, PATCH = 128, 16
IMAGE_TOKENS = (SIDE // PATCH) ** 2
SPECIAL = ("<pad>", "<s>", "</s>", "<unk>", "<image>", "<|user|>", "<|assistant|>", "<|system|>")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,?:;!'\"@$%&*()[]{}<>+-=/\\_#|~^`"

CHAT_TEMPLATE = (
    "<s>{% for m in messages %}<|{{ m['role'] }}|>{% if m['content'] is string %}{{ m['content'] }}{% else %}"
    "{% for c in m['content'] if c['type'] == 'image' %}<image>{% endfor %}"
    "{% for c in m['content'] if c['type'] == 'text' %}{{ c['text'] }}{% endfor %}{% endif %}"
    "{% if m['role'] == 'assistant' %}</s>{% endif %}{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)

# Mean and deviation of the lessons' own pixels. With CLIP's usual figures the pale sheets drown the letters.
PIXEL_MEAN, PIXEL_STD = (0.80, 0.79, 0.78), (0.27, 0.26, 0.27)


def build_tokenizer(words: list[str]) -> PreTrainedTokenizerFast:
    """A lower-case tokenizer that knows `words` and hundredths whole and spells everything else letter by letter."""
    hundredths = [f"{n / 100:.2f}" for n in range(101)]
    whole = [f"▁{word}" for word in [*words, *hundredths]] + hundredths
    pieces = [(token, 0.0) for token in SPECIAL] + [(token, -1.0) for token in dict.fromkeys(whole)]
    pieces += [(letter, -10.0) for letter in ["▁", *LETTERS]]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=SPECIAL.index("<unk>"), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(list(SPECIAL))  # transformers 5 takes no list of them; unknown ones would shift what follows into spelling
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        padding_side="left",
        extra_special_tokens={"image_token": "<image>"},
        clean_up_tokenization_spaces=False,
    )


def build_processor(tokenizer: PreTrainedTokenizerFast) -> LlavaProcessor:
    """Picture and chat to tensors: any size is brought to 128 x 128, one image token a patch."""
    pictures = CLIPImageProcessor(
        size={"height": SIDE, "width": SIDE}, do_center_crop=False, resample=2, image_mean=list(PIXEL_MEAN), image_std=list(PIXEL_STD)
    )
    return LlavaProcessor(
        image_processor=pictures,
        tokenizer=tokenizer,
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        chat_template=CHAT_TEMPLATE,
        num_additional_image_tokens=1,
    )


def build_model(tokenizer: PreTrainedTokenizerFast) -> LlavaForConditionalGeneration:
    """Fresh random weights, under two million."""
    vision = CLIPVisionConfig(
        hidden_size=128,
        intermediate_size=384,
        num_hidden_layers=3,
        num_attention_heads=4,
        image_size=SIDE,
        patch_size=PATCH,
        projection_dim=128,
    )
    text = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=160,
        intermediate_size=432,
        num_hidden_layers=4,
        num_attention_heads=4,
        num_key_value_heads=4,
        max_position_embeddings=1024,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        tie_word_embeddings=True,
    )
    model = LlavaForConditionalGeneration(
        LlavaConfig(
            vision_config=vision,
            text_config=text,
            image_token_index=SPECIAL.index("<image>"),
            vision_feature_layer=-1,
            vision_feature_select_strategy="default",
            image_seq_length=IMAGE_TOKENS,
            tie_word_embeddings=True,
        )
    )
    model.generation_config.update(eos_token_id=2, pad_token_id=0, bos_token_id=1, do_sample=False)
    return model.float()


def save(model: LlavaForConditionalGeneration, processor: LlavaProcessor, folder: Path) -> None:
    """Write everything that `AutoProcessor` and `AutoModelForImageTextToText` need."""
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
