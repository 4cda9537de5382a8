"""Whether an answer depends on what else is in its batch."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

PROMPTS = 4
TOKENS = 16

# How far the log-probability of a token may move with the batch, by rounding alone. Measured on pocket: docs/models.md.
TOLERANCE = {torch.float32: 1e-3, torch.bfloat16: 0.5, torch.float16: 0.1}


@dataclass(frozen=True)
class Steps:
    """One prompt's greedy answer: tokens (T) and the logits (T, vocabulary) that each was chosen from."""

    tokens: torch.Tensor
    logits: torch.Tensor


def drift(alone: Sequence[Steps], together: Sequence[Steps]) -> float:
    """The largest change of a chosen token's log-probability between asking alone and in a batch, up to where the answers part.

    Once they part, the texts differ and so may everything after. A part by a tie is rounding, and its change is small.
    """
    return max((_drift(one, many) for one, many in zip(alone, together, strict=True)), default=0.0)


def _drift(one: Steps, many: Steps) -> float:
    length = min(len(one.tokens), len(many.tokens))
    apart = (one.tokens[:length] != many.tokens[:length]).nonzero()
    steps = int(apart[0]) + 1 if len(apart) else length
    chosen = one.tokens[:steps, None]
    change = _log_probability(one.logits[:steps], chosen) - _log_probability(many.logits[:steps], chosen)
    return float(change.abs().max()) if steps else 0.0


def _log_probability(logits: torch.Tensor, chosen: torch.Tensor) -> torch.Tensor:
    return logits.float().log_softmax(-1).gather(1, chosen)


def telling(lengths: Sequence[int]) -> list[int]:
    """The places of a few prompts that show it best: the shortest, which is padded most, the longest, and some between."""
    order = sorted(range(len(lengths)), key=lambda place: lengths[place])
    step = max(1, (len(order) - 1) / (PROMPTS - 1))
    return sorted({order[min(len(order) - 1, round(step * n))] for n in range(PROMPTS)})
