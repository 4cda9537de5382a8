"""CLIP and its like, loaded by transformers: a tower that sees and one that reads, with gradients to the pixels."""

from typing import Any

import torch
from transformers import AutoConfig, AutoModel, AutoProcessor
from transformers.models.auto.modeling_auto import MODEL_FOR_MULTIMODAL_LM_MAPPING_NAMES

from adapters.gpus import choose_device
from adapters.resizing import resize_as_bytes


def is_pair(place: str, revision: str | None = None) -> bool:
    """Whether a folder, or a name of the hub, holds a network that answers nothing. Raises OSError or ValueError when there is none."""
    return AutoConfig.from_pretrained(place, revision=revision).model_type not in MODEL_FOR_MULTIMODAL_LM_MAPPING_NAMES


class PairOfTowers:
    """Embeds pictures and texts, each picture through the checkpoint's own processor: its size, mean, deviation and way of resizing."""

    def __init__(self, place: str, device: str = "auto", revision: str | None = None) -> None:
        """Load it, in float32. Raises OSError when there is none, ValueError when it has not both towers."""
        self._device = choose_device(device)
        network: Any = AutoModel.from_pretrained(place, revision=revision, dtype=torch.float32, device_map={"": self._device})
        if not hasattr(network, "get_image_features") or not hasattr(network, "get_text_features"):
            raise ValueError(f"{place} is a {network.config.model_type}, not a pair of towers such as CLIP or SigLIP")
        self._network = network.eval().requires_grad_(False)
        self._processor: Any = AutoProcessor.from_pretrained(place, revision=revision)
        resize_as_bytes(self._processor.image_processor)

    def embed(self, pixels: torch.Tensor) -> torch.Tensor:
        """Pixels (N, 3, H, W), float32, 0 to 1, of any size, as embeddings (N, D)."""
        seen = self._processor.image_processor(images=list(pixels * 255), return_tensors="pt")
        return _pooled(self._network.get_image_features(**seen.to(self._device)))

    def embed_text(self, text: str) -> torch.Tensor:
        """A text as an embedding (1, D), cut where the tower reads no further."""
        longest = self._network.config.text_config.max_position_embeddings
        told = self._processor.tokenizer([text], padding="max_length", max_length=longest, truncation=True, return_tensors="pt")
        return _pooled(self._network.get_text_features(**told.to(self._device)))


def _pooled(output: Any) -> torch.Tensor:
    """transformers 5 wraps what used to be a tensor."""
    pooled: torch.Tensor = getattr(output, "pooler_output", output)
    return pooled.float()
