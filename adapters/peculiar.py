"""What one family needs and no other."""

from typing import Any

import torch

# The processor opens its pictures itself and refuses tensors, so an attacked picture goes to its image processor directly.
OPENS_PICTURES = {"idefics2"}

# The processor resizes what it has normalised, bytes too: nothing is clipped to 0..255.
NORMALISES_FIRST = {"phi4_multimodal"}


def padded_right(ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The same rows (N, T) with their padding at the end.

    InstructBLIP's processor pads the Q-Former's words on the side on which it pads the decoder's; but the Q-Former, a BERT,
    counts its positions from the left edge, so padding there changes what it reads.
    """
    shifts = [-int((row == 0).sum()) if row[0] == 0 else 0 for row in mask]

    def rolled(rows: torch.Tensor) -> torch.Tensor:
        return torch.stack([row.roll(shift) for row, shift in zip(rows, shifts, strict=True)])

    return rolled(ids), rolled(mask)


def mend(network: Any) -> None:
    """Put right what transformers has wrong about a family.

    Phi-4-multimodal's vision tower is marked causal (5.20 to 5.23 at least). Without padding in the batch that mark decides, and
    each patch sees only those before it; with padding the mask does, and each sees all. The tower was trained to see all.
    """
    if network.config.model_type == "phi4_multimodal":
        from transformers.models.phi4_multimodal.modeling_phi4_multimodal import Phi4MultimodalVisionAttention

        for module in network.modules():
            if isinstance(module, Phi4MultimodalVisionAttention):
                module.is_causal = False
