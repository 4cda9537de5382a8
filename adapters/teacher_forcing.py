"""Prompts with fixed answers, laid out as each family's forward wants them."""

from collections.abc import Sequence

import torch

IGNORED = -100
Tensors = dict[str, torch.Tensor]


def padded(answers: Sequence[Sequence[int]], pad: int, device: torch.device, room: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    """Answers of unlike length as one tensor (N, T), padded on the right, and its mask (N, T). T + 1 is a whole multiple of `room`."""
    longest = (max(map(len, answers)) // room + 1) * room - 1
    ids = torch.tensor([[*row, *[pad] * (longest - len(row))] for row in answers], device=device)
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in answers], device=device)
    return ids, mask


def continued(inputs: Tensors, ids: torch.Tensor, mask: torch.Tensor, answer_type: int = 0) -> tuple[Tensors, torch.Tensor]:
    """What changes in a decoder's inputs when answers (N, T) follow left-padded prompts, and labels (N, T + 1).

    The extra label at the end is ignored: the last logit predicts nothing. What pads an answer is not masked: no token sees what comes
    after it, and floats are rounded otherwise where there is a mask, which would depend on neighbours. `answer_type` is the family's type
    of an answer's token: 0 is text for most, but for PaliGemma it is the prompt, which sees itself both ways.
    """
    texts = {
        "input_ids": torch.cat([inputs["input_ids"], ids], 1),
        "attention_mask": torch.cat([inputs["attention_mask"], torch.ones_like(ids, dtype=inputs["attention_mask"].dtype)], 1),
    }
    for key in ("token_type_ids", "mm_token_type_ids"):
        if key in inputs:
            texts[key] = torch.cat([inputs[key], torch.full_like(ids, answer_type)], 1)
    if "cross_attention_mask" in inputs:  # (N, T, pictures, tiles): each token of an answer sees what the prompt's last token sees
        seen = inputs["cross_attention_mask"]
        texts["cross_attention_mask"] = torch.cat([seen, seen[:, -1:].expand(-1, ids.shape[1], -1, -1)], 1)
    labels = ids.masked_fill(mask == 0, IGNORED)
    return texts, torch.cat([labels, torch.full_like(labels[:, :1], IGNORED)], 1)


def decoded(ids: torch.Tensor, mask: torch.Tensor, start: int) -> tuple[Tensors, torch.Tensor]:
    """The same for an encoder-decoder: the answers go to the decoder, one step behind their labels (N, T)."""
    shifted = torch.cat([torch.full_like(ids[:, :1], start), ids[:, :-1]], 1)
    return {"decoder_input_ids": shifted}, ids.masked_fill(mask == 0, IGNORED)
