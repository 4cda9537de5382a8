"""Any image-text-to-text checkpoint that transformers loads: a folder, or a name of the hub."""

import os
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import groupby
from typing import Any

import torch
from PIL import Image
from transformers import AutoModelForImageTextToText, AutoProcessor
from transformers.utils import logging as transformers_logging

from adapters.types import Picture, Prompt, Response, TeacherForced

IGNORED = -100
Tensors = dict[str, torch.Tensor]


def choose_device(wish: str) -> torch.device:
    """The device named, or the best there is; each pytest-xdist worker gets a GPU of its own while there are enough."""
    if wish != "auto":
        return torch.device(wish)
    if torch.cuda.is_available():
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        return torch.device("cuda", int(worker or 0) % torch.cuda.device_count())
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def choose_dtype(wish: str, device: torch.device) -> torch.dtype | str:
    """The type named, or float32 on a CPU (so that a batch changes nothing) and the checkpoint's own elsewhere."""
    if wish != "auto":
        return getattr(torch, wish)
    return torch.float32 if device.type == "cpu" else "auto"


class TransformersModel:
    """A local checkpoint, asked in batches: chat template, left padding, greedy generation. Differentiable."""

    def __init__(
        self,
        name: str,
        checkpoint: str,
        *,
        device: str = "auto",
        dtype: str = "auto",
        revision: str | None = None,
        remote_code: bool = False,
    ) -> None:
        """Load it. Raises OSError when there is no such checkpoint; code of the checkpoint's own runs only with `remote_code`."""
        transformers_logging.disable_progress_bar()
        self.name = name
        self._device = choose_device(device)
        self._processor = AutoProcessor.from_pretrained(checkpoint, revision=revision, trust_remote_code=remote_code)
        self._model = (
            AutoModelForImageTextToText.from_pretrained(
                checkpoint, revision=revision, trust_remote_code=remote_code, dtype=choose_dtype(dtype, self._device)
            )
            .to(self._device)
            .eval()
            .requires_grad_(False)
        )
        self._tokenizer = self._processor.tokenizer
        self._tokenizer.padding_side = "left"
        if self._tokenizer.pad_token is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token
        self._generation = self._greedy()

    def _greedy(self) -> Any:
        """The checkpoint's generation settings without sampling: stop tokens stay, temperature and beams go."""
        config = deepcopy(self._model.generation_config)
        config.update(do_sample=False, num_beams=1, temperature=None, top_p=None, top_k=None, max_length=None)
        if config.pad_token_id is None:
            config.pad_token_id = self._tokenizer.pad_token_id
        return config

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """Greedy responses. Prompts with as many pictures and as long answers share a batch."""
        responses: dict[int, Response] = {}
        for places in _alike(prompts):
            responses |= zip(places, self._generate([prompts[place] for place in places]), strict=True)
        return [responses[place] for place in range(len(prompts))]

    @torch.no_grad()  # not inference mode: what it caches inside the network would have no gradient for an attack later
    def _generate(self, prompts: list[Prompt]) -> Iterator[Response]:
        inputs = self._inputs(prompts)
        settings = deepcopy(self._generation)
        settings.max_new_tokens = prompts[0].max_new_tokens
        output = self._model.generate(**inputs, generation_config=settings)
        new = output[:, inputs["input_ids"].shape[1] :].cpu()
        texts = self._processor.batch_decode(new, skip_special_tokens=True)
        return map(self._response, texts, new, inputs["attention_mask"].sum(1).tolist())

    def _response(self, text: str, tokens: torch.Tensor, prompt_tokens: int) -> Response:
        stops = self._generation.eos_token_id
        ends = torch.isin(tokens, torch.as_tensor(stops if stops is not None else [])).nonzero()
        length = int(ends[0]) + 1 if len(ends) else len(tokens)
        return Response(text.strip(), "stop" if len(ends) else "length", usage={"input": int(prompt_tokens), "output": length})

    def _inputs(self, prompts: Sequence[Prompt]) -> Tensors:
        inputs = self._processor.apply_chat_template(
            [_messages(prompt) for prompt in prompts],
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
            processor_kwargs={"padding": True},
        )
        return {key: self._place(value) for key, value in inputs.items()}

    def _place(self, value: torch.Tensor) -> torch.Tensor:
        return value.to(self._device, self._model.dtype if value.is_floating_point() else value.dtype)

    def module(self) -> torch.nn.Module:
        """The network."""
        return self._model

    def fixed_point(self, picture: Picture) -> Image.Image:
        """The picture at the size of the processor's output. Raises ValueError for processors that cut pictures into patches or tiles."""
        image = picture.look().convert("RGB")
        values = self._processor.image_processor(images=[image], return_tensors="pt")["pixel_values"]
        if values.ndim != 4 or values.shape[:2] != (1, 3):
            raise ValueError(
                f"{self.name}: white-box attacks need a processor with one picture of (3, H, W); this one gives {tuple(values.shape)}"
            )
        return image.resize((values.shape[3], values.shape[2]), Image.Resampling.BICUBIC)

    def teacher_forced(self, prompts: Sequence[Prompt], answers: Sequence[str]) -> TeacherForced:
        """See `Differentiable`. The pixels go through the processor's own code, scaled to 0 to 255 as it expects them."""
        texts, labels = self._with_answers(self._inputs(prompts), answers)
        keep = labels.shape[1]

        def logits(pixels: torch.Tensor) -> torch.Tensor:
            seen = self._processor.image_processor(images=list(pixels * 255), return_tensors="pt")["pixel_values"]
            return self._model(**texts, pixel_values=self._place(seen), use_cache=False, logits_to_keep=keep).logits.float().transpose(1, 2)

        return TeacherForced(logits, labels)

    def _with_answers(self, inputs: Tensors, answers: Sequence[str]) -> tuple[Tensors, torch.Tensor]:
        """Text tensors of the left-padded prompts followed by the right-padded answers, and the labels of what is kept."""
        told = [[*self._tokenizer(answer, add_special_tokens=False)["input_ids"], self._tokenizer.eos_token_id] for answer in answers]
        longest = max(map(len, told))
        ids = torch.tensor([row + [self._tokenizer.pad_token_id] * (longest - len(row)) for row in told], device=self._device)
        real = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in told], device=self._device)
        texts = {"input_ids": torch.cat([inputs["input_ids"], ids], 1), "attention_mask": torch.cat([inputs["attention_mask"], real], 1)}
        texts["position_ids"] = (texts["attention_mask"].cumsum(1) - 1).clamp(min=0)
        labels = ids.masked_fill(real == 0, IGNORED)
        return texts, torch.cat([labels, torch.full_like(labels[:, :1], IGNORED)], 1)  # the last logit predicts nothing


def _alike(prompts: Sequence[Prompt]) -> Iterator[list[int]]:
    def kind(place: int) -> tuple[int, int]:
        return len(prompts[place].pictures), prompts[place].max_new_tokens

    return (list(places) for _, places in groupby(sorted(range(len(prompts)), key=kind), key=kind))


def _messages(prompt: Prompt) -> list[dict[str, Any]]:
    return [
        {
            "role": turn.role,
            "content": [*({"type": "image", "image": picture.image()} for picture in turn.pictures), {"type": "text", "text": turn.text}],
        }
        for turn in prompt.turns
    ]
