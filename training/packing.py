"""Packs the independent questions about one picture behind one copy of that picture.

Each question sees the picture and itself, never its neighbours, and counts its positions from the picture on: the
result is the same as one sequence a question, at about half the cost.
"""

from dataclasses import dataclass

import numpy as np
import torch
from transformers import PreTrainedTokenizerFast

from training.checkpoint import IMAGE_TOKENS, PIXEL_MEAN, PIXEL_STD, SPECIAL
from training.lesson import Lesson

IGNORED = -100
# What a three-fold reduction with an antialiased bilinear filter leaves of a pixel and its neighbours: the embedded
# samples are drawn at 384 pixels a side and reach the model through the processor's resize.
REDUCTION_KERNEL = torch.tensor([1 / 9, 7 / 9, 1 / 9])


@dataclass(frozen=True)
class Batch:
    """Tensors of part of a training step. N lessons, P of them with a picture, T tokens."""

    pixel_values: torch.Tensor | None  # (P, 3, 128, 128), normalised
    input_ids: torch.Tensor  # (N, T)
    attention_mask: torch.Tensor  # (N, 1, T, T), 0 where seen and the lowest float where not
    position_ids: torch.Tensor  # (N, T)
    labels: torch.Tensor  # (N, T), already aligned with the token they follow


def encode(lesson: Lesson, tokenizer: PreTrainedTokenizerFast) -> tuple[list[int], list[int], list[int], list[int]]:
    """Token ids, labels, positions and question number (0 = the shared beginning) of one lesson."""
    user, assistant, image = (SPECIAL.index(mark) for mark in ("<|user|>", "<|assistant|>", "<image>"))
    ids = [tokenizer.bos_token_id, user] + [image] * (IMAGE_TOKENS if lesson.picture else 0)
    start = len(ids)
    labels, positions, owner = [IGNORED] * start, list(range(start)), [0] * start
    for number, (question, answer) in enumerate(lesson.turns, start=1):
        asked = [*tokenizer(question, add_special_tokens=False)["input_ids"], assistant]
        told = [*tokenizer(answer, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
        ids += asked + told
        labels += [IGNORED] * (len(asked) - 1) + told + [IGNORED]
        positions += range(start, start + len(asked) + len(told))
        owner += [number] * (len(asked) + len(told))
    return ids, labels, positions, owner


def pixels(lessons: list[Lesson]) -> torch.Tensor | None:
    """Pictures as the processor would hand them over, (P, 3, 128, 128); None when no lesson has one."""
    arrays = [np.asarray(lesson.picture) for lesson in lessons if lesson.picture]
    if not arrays:
        return None
    values = torch.from_numpy(np.stack(arrays)).permute(0, 3, 1, 2).float() / 255
    blur = REDUCTION_KERNEL.repeat(3, 1)
    values = torch.nn.functional.conv2d(torch.nn.functional.pad(values, (1, 1, 0, 0), "replicate"), blur.view(3, 1, 1, 3), groups=3)
    values = torch.nn.functional.conv2d(torch.nn.functional.pad(values, (0, 0, 1, 1), "replicate"), blur.view(3, 1, 3, 1), groups=3)
    return (values - torch.tensor(PIXEL_MEAN).view(3, 1, 1)) / torch.tensor(PIXEL_STD).view(3, 1, 1)


def batches(lessons: list[Lesson], tokenizer: PreTrainedTokenizerFast, count: int) -> list[Batch]:
    """The lessons in `count` batches of like length, so that little is padding."""
    ordered = sorted(lessons, key=lambda lesson: sum(len(question) + len(answer) for question, answer in lesson.turns))
    size = -(-len(ordered) // count)
    return [pack(ordered[start : start + size], tokenizer) for start in range(0, len(ordered), size)]


def pack(lessons: list[Lesson], tokenizer: PreTrainedTokenizerFast) -> Batch:
    """Tensors of one batch, right-padded."""
    rows = [encode(lesson, tokenizer) for lesson in lessons]
    longest = max(len(row[0]) for row in rows)
    padded = [
        torch.tensor([[*row[part], *[pad] * (longest - len(row[0]))] for row in rows]) for part, pad in enumerate((0, IGNORED, 0, -1))
    ]
    ids, labels, positions, owner = padded
    mine = owner[:, :, None] == owner[:, None, :]
    shared = (owner[:, None, :] == 0) & (owner[:, :, None] >= 0)
    seen = (mine | shared) & torch.ones(longest, longest, dtype=torch.bool).tril()
    mask = torch.zeros(seen.shape).masked_fill(~seen, torch.finfo(torch.float32).min)
    return Batch(pixels(lessons), ids, mask[:, None], positions, labels)
