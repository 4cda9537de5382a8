"""`python -m benchmarks.gpu --size 7b`: a Qwen2.5-VL of 7 billion random weights, made from its config on a GPU, through the suite.

Random weights cost what trained ones do: as much memory, as many operations. What they say is gibberish and never ends by itself, so
every answer is as long as it may be. The tokenizer is one of bytes, and prompts are about four times as long as with Qwen's.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
import torchattacks
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration, Qwen2_5_VLProcessor, Qwen2VLImageProcessor
from transformers import Qwen2VLVideoProcessor as VideoProcessor

from adapters.gpus import choose_device
from adapters.load import load_model
from adapters.transformers_model import TransformersModel
from adapters.types import Picture, Prompt, TeacherForced, user_prompt
from benchmarks.speed import BATCH, bare, run_suite
from fixtures.attacks.runs import pixels_of
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.task import Source
from tests.adapters.families.making import byte_tokenizer, ids
from tests.adapters.families.qwen2_5_vl import MARKS, TEMPLATE

# Of Qwen/Qwen2.5-VL-7B-Instruct, config.json; and the same shape at a thousandth of the size.
TEXT = {
    "7b": {"vocab_size": 152_064, "hidden_size": 3_584, "intermediate_size": 18_944, "num_hidden_layers": 28, "num_attention_heads": 28},
    "tiny": {"vocab_size": 1_000, "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4},
}
TEXT_MORE = {"7b": {"num_key_value_heads": 4}, "tiny": {"num_key_value_heads": 2}}
SECTIONS = {"7b": [16, 24, 24], "tiny": [2, 3, 3]}
VISION: dict[str, dict[str, Any]] = {
    "7b": {"depth": 32, "hidden_size": 1_280, "intermediate_size": 3_420, "num_heads": 16, "fullatt_block_indexes": [7, 15, 23, 31]},
    "tiny": {"depth": 2, "hidden_size": 32, "intermediate_size": 64, "num_heads": 4, "fullatt_block_indexes": [1]},
}
SIDE = {"7b": 448, "tiny": 56}
PICTURES, STEPS, ANSWER = 8, 10, "a red circle beside a blue square"


def config_of(size: str, tokenizer: Any) -> Qwen2_5_VLConfig:
    """The architecture, with this tokenizer's marks for pictures."""
    rope = {"rope_type": "default", "rope_theta": 1_000_000.0, "mrope_section": SECTIONS[size]}
    return Qwen2_5_VLConfig(
        text_config=TEXT[size] | TEXT_MORE[size] | {"rope_parameters": rope, "bos_token_id": None, "eos_token_id": tokenizer.eos_token_id},
        vision_config=VISION[size] | {"patch_size": 14, "window_size": 112, "out_hidden_size": TEXT[size]["hidden_size"]},
        image_token_id=ids(tokenizer, "<|image_pad|>"),
        video_token_id=ids(tokenizer, "<|video_pad|>"),
        vision_start_token_id=ids(tokenizer, "<|vision_start|>"),
        vision_end_token_id=ids(tokenizer, "<|vision_end|>"),
        tie_word_embeddings=False,
    )


def draw(config: Qwen2_5_VLConfig, device: torch.device) -> Qwen2_5_VLForConditionalGeneration:
    """Random weights in bfloat16."""
    with device:
        network: Qwen2_5_VLForConditionalGeneration = Qwen2_5_VLForConditionalGeneration._from_config(config, dtype=torch.bfloat16)
    return network


def build(folder: Path, size: str) -> None:
    """Save a checkpoint as `save_pretrained` does; its weights are drawn on the GPU, where there is one."""
    tokenizer = byte_tokenizer(MARKS, pad="<|endoftext|>", begin=None, end="<|endoftext|>")
    processor = Qwen2_5_VLProcessor(
        image_processor=Qwen2VLImageProcessor(patch_size=14, merge_size=2, temporal_patch_size=2, min_pixels=3_136, max_pixels=1_003_520),
        tokenizer=tokenizer,
        video_processor=VideoProcessor(patch_size=14, merge_size=2, temporal_patch_size=2),
        chat_template=TEMPLATE,
    )
    network = draw(config_of(size, tokenizer), choose_device("auto"))
    network.generation_config.update(eos_token_id=ids(tokenizer, "<|im_end|>", "<|endoftext|>"), pad_token_id=tokenizer.pad_token_id)
    network.save_pretrained(folder)
    processor.save_pretrained(folder)


class Forced(torch.nn.Module):
    """Teacher-forced answers as torchattacks wants them."""

    def __init__(self, network: torch.nn.Module, forced: TeacherForced) -> None:
        super().__init__()
        self.network, self._forced = network, forced

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """(N, vocabulary, T)."""
        return self._forced.logits(pixels)


def pgd_seconds(model: TransformersModel, prompts: Sequence[Prompt]) -> float:
    """Seconds of one PGD of so many steps on all these prompts at once, through the processor, without stopping early."""
    network = model.module()
    images = [model.fixed_point(prompt.pictures[-1]) for prompt in prompts]
    forced = model.teacher_forced(prompts, [ANSWER] * len(prompts))
    attack = torchattacks.PGD(Forced(network, forced).eval(), eps=8 / 255, alpha=2 / 255, steps=STEPS)
    began = time.perf_counter()
    moved = attack(pixels_of(images, next(network.parameters()).device), forced.labels)
    assert torch.isfinite(moved).all()  # reading it waits for the GPU, too
    return time.perf_counter() - began


def attacked(size: str) -> list[Prompt]:
    """R.4's pictures at one size."""

    def at_size(picture: Picture) -> Picture:
        side = SIDE[size]
        return Picture(f"{picture.key} at {side}", lambda: picture.image().convert("RGB").resize((side, side)))

    return [user_prompt(sample.prompt.text, at_size(sample.prompt.pictures[0])) for sample in untargeted_attack(Source())[:PICTURES]]


def peak() -> str:
    """The highest so far: of the GPU, else of the process."""
    if torch.cuda.is_available():
        return f"{torch.cuda.max_memory_allocated() / 2**30:.1f} GiB of {torch.cuda.get_device_name()}"
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB of the machine's memory"


def figures(size: str, limit: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Load, ask, attack."""
    began = time.perf_counter()
    build(folder, size)
    yield f"{size}: made and saved, seconds", f"{time.perf_counter() - began:.0f}"
    began = time.perf_counter()
    model = load_model(str(folder))
    assert isinstance(model, TransformersModel)
    count = sum(weights.numel() for weights in model.module().parameters())
    yield f"{size}: {count / 1e9:.2f} billion weights on {model.checkpoint.device}, seconds to load", f"{time.perf_counter() - began:.0f}"
    suite = run_suite(model, f"--limit={limit}")  # which also finds the batch size, and checks that batches change no answer
    loop = min(bare(model, suite.prompts, BATCH) for _ in range(2))
    again = run_suite(model, f"--limit={limit}")
    asked = len(suite.prompts)
    yield f"{size}, {asked} samples: suite, bare generate, samples a second", f"{asked / again.seconds:.2f}, {asked / loop:.2f}"
    yield f"{size}: suite against bare generate (goal 0.8)", f"{loop / again.seconds:.2f}"
    yield f"{size}: asking one prompt at a time because a batch changed an answer", "yes" if model._alone else "no"
    yield f"{size}: peak memory so far", peak()
    prompts = attacked(size)
    pgd_seconds(model, prompts[:1])
    for number in (1, PICTURES):
        seconds = pgd_seconds(model, prompts[:number])
        yield f"{size}: PGD on {number} of {SIDE[size]} x {SIDE[size]} at once, steps a second", f"{STEPS / seconds:.2f}"
    yield f"{size}: peak memory", peak()


def main() -> None:
    """Run it, and print a line a figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--size", choices=sorted(TEXT), default="7b", help="tiny runs anywhere, and says only that this file works")
    parser.add_argument("--limit", type=int, default=64, help="samples a task, of four tasks")
    parser.add_argument("--folder", type=Path, help="where 17 GB of weights go for a while (the system's temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for name, figure in figures(options.size, options.limit, Path(folder)):
            print(f"{name:<90} {figure}", flush=True)


if __name__ == "__main__":
    main()
