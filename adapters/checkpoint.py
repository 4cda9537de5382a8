"""A checkpoint as transformers loads it: the network, and the processor that turns prompts into what the network takes."""

from collections.abc import Sequence
from typing import Any

import torch
from transformers import AutoModelForMultimodalLM, AutoProcessor
from transformers.utils import logging as transformers_logging

from adapters.gpus import choose_device, choose_dtype
from adapters.peculiar import NORMALISES_FIRST, OPENS_PICTURES, mend, padded_right
from adapters.prompting import Written, on_one_day, write
from adapters.resizing import resize_as_bytes
from adapters.teacher_forcing import Tensors
from adapters.types import Prompt


class Checkpoint:
    """Network, processor and tokenizer, put right where checkpoints of their family need it."""

    def __init__(
        self,
        place: str,
        *,
        device: str = "auto",
        dtype: str = "auto",
        usual_dtype: str = "bfloat16",
        revision: str | None = None,
        lora: str | None = None,
        tower: str | None = None,
    ) -> None:
        """Load it. Raises OSError when there is no such checkpoint, ValueError when it would run code of its own.

        `dtype` holds wherever the network runs; `usual_dtype` holds on a GPU. `lora` is the subfolder of weights that the
        checkpoint cannot do without; `tower` the checkpoint of a vision tower that stands in for its own.
        """
        transformers_logging.disable_progress_bar()
        self.device = choose_device(device)
        self.processor: Any = AutoProcessor.from_pretrained(place, revision=revision)
        network: Any = AutoModelForMultimodalLM.from_pretrained(
            place, revision=revision, dtype=choose_dtype(dtype, self.device, usual_dtype), device_map={"": self.device}
        )
        if lora is not None:
            network.load_adapter(place, adapter_kwargs={"subfolder": lora, "revision": revision})
        if tower is not None:
            own = network.base_model.vision_tower
            network.base_model.vision_tower = type(own).from_pretrained(tower, dtype=own.dtype, device_map={"": self.device})
        mend(network)
        self.network = network.eval().requires_grad_(False)
        self.family: str = network.config.model_type
        self.encodes = bool(network.config.is_encoder_decoder or network.config.get_text_config().is_encoder_decoder)
        self.tokenizer = self.processor.tokenizer
        self._prepare_processor()

    def _prepare_processor(self) -> None:
        """A decoder goes on where its prompt ends, so padding goes to the left; checkpoints forget pad tokens, or where templates lie.

        An encoder's padding goes to the right: T5 counts positions from the left.
        """
        self.tokenizer.padding_side = "right" if self.encodes else "left"
        if self.tokenizer.pad_token is None:
            self.tokenizer.pad_token = self.tokenizer.eos_token
        template = getattr(self.processor, "chat_template", None) or self.tokenizer.chat_template
        self.processor.chat_template = on_one_day(template)
        if self.family not in NORMALISES_FIRST:
            resize_as_bytes(self.processor.image_processor)

    def write(self, prompt: Prompt) -> Written:
        """The prompt as this checkpoint reads it. Raises PromptError."""
        return write(self.processor, self.family, prompt)

    def inputs(self, written: Sequence[Written], pixels: torch.Tensor | None = None) -> Tensors:
        """What the network takes. `pixels` (N, 3, H, W), 0 to 1, stand in for each prompt's last picture."""
        pictures: list[list[Any]] = [[picture.image().convert("RGB") for picture in prompt.pictures] for prompt in written]
        seen = pictures
        if pixels is not None:
            seen = [[*before[:-1], pixel * 255] for before, pixel in zip(pictures, pixels, strict=True)]
        opens = pixels is not None and self.family in OPENS_PICTURES
        texts = [prompt.text for prompt in written]
        begun = self.tokenizer.bos_token is not None and texts[0].startswith(self.tokenizer.bos_token)
        inputs = self.processor(
            text=texts,
            images=(pictures if opens else seen) if any(pictures) else None,
            padding=True,
            return_tensors="pt",
            **({"add_special_tokens": False} if begun else {}),
        )
        if opens:
            inputs.update(self.processor.image_processor(images=seen, return_tensors="pt"))
        if "qformer_input_ids" in inputs:
            keys = ("qformer_input_ids", "qformer_attention_mask")
            inputs.update(zip(keys, padded_right(*(inputs[key] for key in keys)), strict=True))
        return {key: self._place(value) for key, value in inputs.items() if key != "labels"}  # PaliGemma's processor makes labels, unasked

    def _place(self, value: torch.Tensor) -> torch.Tensor:
        return value.to(self.device, self.network.dtype if value.is_floating_point() else value.dtype)
