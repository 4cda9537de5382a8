"""Any image-text-to-text checkpoint that transformers loads: a folder, or a name of the hub."""

import inspect
import warnings
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import groupby
from typing import Any

import torch
from PIL import Image

from adapters.batching import BatchSize, in_batches
from adapters.checkpoint import Checkpoint
from adapters.invariance import TOKENS, TOLERANCE, Steps, drift, telling
from adapters.prompting import PromptError, Written
from adapters.reasoning import apart, opened
from adapters.resizing import at_fixed_point
from adapters.teacher_forcing import Tensors, continued, decoded, padded
from adapters.types import Arrived, Picture, Prompt, Response, TeacherForced, user_prompt


class TransformersModel:
    """A local checkpoint, asked in batches: chat template, left padding, greedy generation. Streaming and Differentiable."""

    def __init__(self, name: str, checkpoint: Checkpoint) -> None:
        self.name = name
        self.checkpoint = checkpoint
        self._generation = _greedy(checkpoint)
        self._sizes: dict[tuple[int, int], BatchSize] = {}
        self._checked: set[int] = set()
        self._unpadded: set[tuple[int, int]] = set()
        self._alone = False

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """Greedy responses. Prompts with as many pictures and as long answers share a batch, those of like length first."""
        return self.stream(prompts, lambda place, response: None)

    def stream(self, prompts: Sequence[Prompt], arrived: Arrived) -> list[Response]:
        """As `generate`; `arrived` is told of a batch's responses as soon as the batch is done."""
        responses: dict[int, Response] = {}
        written: dict[int, Written] = {}
        for place, prompt in enumerate(prompts):
            try:
                written[place] = self.checkpoint.write(prompt)
            except PromptError as error:
                responses[place] = Response("", "error", error=f"{self.name}: {error}")
                _tell(arrived, {place: responses[place]})
        for kind, places in _alike(written):
            self._check_batches([written[place] for place in places])

            def ask(batch: Sequence[int]) -> list[Response]:
                found = dict(zip(batch, self._generate([written[place] for place in batch]), strict=True))
                _tell(arrived, found)
                return list(found.values())

            size = BatchSize(1, most=1) if self._alone else self._sizes.setdefault(kind, BatchSize())
            responses |= zip(places, in_batches(places, size, ask), strict=True)
        return [responses[place] for place in range(len(prompts))]

    def _generate(self, written: Sequence[Written]) -> list[Response]:
        inputs = self.checkpoint.inputs(written)
        answers = self._new_tokens(inputs, self._run(inputs, written[0].max_new_tokens).sequences)
        lengths = inputs["attention_mask"].sum(1).tolist()
        return [self._response(*each) for each in zip(answers, lengths, [prompt.text for prompt in written], strict=True)]

    @torch.no_grad()  # not inference mode: what it caches inside the network would have no gradient for an attack later
    def _run(self, inputs: Tensors, max_new_tokens: int, output_logits: bool = False, **more: Any) -> Any:
        settings = deepcopy(self._generation)
        settings.update(max_new_tokens=max_new_tokens, return_dict_in_generate=True, output_logits=output_logits)
        return self.checkpoint.network.generate(**inputs, generation_config=settings, **more)

    def _new_tokens(self, inputs: Tensors, sequences: torch.Tensor) -> torch.Tensor:
        """What was generated. Most families repeat the prompt before it, encoder-decoders their start token, some nothing."""
        prompt = inputs["input_ids"]
        if self.checkpoint.encodes:
            return sequences[:, 1:].cpu()
        length = prompt.shape[1]
        echoed = sequences.shape[1] >= length and bool((sequences[:, :length] == prompt).all())
        return sequences[:, length if echoed else 0 :].cpu()

    def _stops_in(self, tokens: torch.Tensor) -> torch.Tensor:
        return torch.isin(tokens, torch.tensor(self._generation.eos_token_id))

    def _response(self, tokens: torch.Tensor, prompt_tokens: int, asked: str) -> Response:
        ends = self._stops_in(tokens).nonzero()
        answer = tokens[: int(ends[0])] if len(ends) else tokens
        reasoning, text = apart(opened(asked) + self.checkpoint.tokenizer.decode(answer, skip_special_tokens=True))
        usage = {"input": int(prompt_tokens), "output": len(answer) + bool(len(ends))}
        return Response(text, "stop" if len(ends) else "length", reasoning, usage)

    def _check_batches(self, written: Sequence[Written]) -> None:
        """Ask a few of the first prompts together and alone. When that differs by more than rounding, ask one at a time from now on.

        Prompts of one length need no padding and show little: then the next chunk is looked at too, unless it is as long again.
        """
        if len(written) < 2 or self._alone or len(written[0].pictures) in self._checked:
            return
        few = [written[place] for place in telling([len(prompt.text) for prompt in written])]
        lengths = {len(self.checkpoint.tokenizer(prompt.text)["input_ids"]) for prompt in few}
        unpadded = (len(few[0].pictures), max(lengths))
        if len(lengths) == 1 and unpadded in self._unpadded:
            return
        try:
            off = drift([step for prompt in few for step in self._steps([prompt])], self._steps(few))
        except Exception:  # a bad picture, say: asking it will tell, and the next prompts are checked
            return
        if len(lengths) > 1:
            self._checked.add(len(few[0].pictures))
        else:
            self._unpadded.add(unpadded)
        if off > TOLERANCE.get(self.checkpoint.network.dtype, TOLERANCE[torch.float32]):
            self._alone = True
            warnings.warn(
                f"{self.name}: an answer depends on its batch (a token's log-probability moves by {off:.2g}); asking one at a time",
                stacklevel=2,
            )

    def _steps(self, written: Sequence[Written]) -> list[Steps]:
        inputs = self.checkpoint.inputs(written)
        output = self._run(inputs, min(TOKENS, written[0].max_new_tokens), output_logits=True)
        tokens, logits = self._new_tokens(inputs, output.sequences), torch.stack(output.logits, 1).cpu()
        ended = self._stops_in(tokens)
        lengths = [int(row.int().argmax()) + 1 if row.any() else len(row) for row in ended]
        return [Steps(row[:length], values[:length]) for row, values, length in zip(tokens, logits, lengths, strict=True)]

    def module(self) -> torch.nn.Module:
        """The network."""
        network: torch.nn.Module = self.checkpoint.network
        return network

    def fixed_point(self, picture: Picture) -> Image.Image:
        """See `Differentiable`. The whole processor is asked: some are told more than their image processor knows."""

        def process(image: Image.Image) -> Tensors:
            shown = Picture(f"{picture.key} at {image.size}", lambda: image)
            return self.checkpoint.inputs([self.checkpoint.write(user_prompt("?", shown))])

        return at_fixed_point(picture.image().convert("RGB"), process)

    def teacher_forced(self, prompts: Sequence[Prompt], answers: Sequence[str], room: int = 1) -> TeacherForced:
        """See `Differentiable`. The pixels go through the processor's own code, its resize included."""
        written = [self.checkpoint.write(prompt) for prompt in prompts]
        tokenizer, network = self.checkpoint.tokenizer, self.checkpoint.network
        told = [[*tokenizer(answer, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id] for answer in answers]
        ids, mask = padded(told, tokenizer.pad_token_id, self.checkpoint.device, room)
        takes = inspect.signature(network.forward).parameters
        inputs = self.checkpoint.inputs(written)
        texts, labels = self._layout(inputs, ids, mask, takes)
        keep = labels.shape[1]
        more = {"use_cache": False} | ({"logits_to_keep": keep} if "logits_to_keep" in takes else {})

        def logits(pixels: torch.Tensor) -> torch.Tensor:
            kept: torch.Tensor = network(**self.checkpoint.inputs(written, pixels) | texts, **more).logits[:, -keep:]
            return kept.float().transpose(1, 2)

        return TeacherForced(logits, labels, inputs["input_ids"].shape[1])

    def _layout(
        self, inputs: Tensors, ids: torch.Tensor, mask: torch.Tensor, takes: Mapping[str, inspect.Parameter]
    ) -> tuple[Tensors, torch.Tensor]:
        network = self.checkpoint.network
        if self.checkpoint.encodes:
            return decoded(ids, mask, network.config.get_text_config().decoder_start_token_id)
        texts, labels = continued(inputs, ids, mask, answer_type=1 if self.checkpoint.family == "paligemma" else 0)
        if "position_ids" in takes and not hasattr(network.base_model, "get_rope_index"):  # M-RoPE finds its own
            texts["position_ids"] = (texts["attention_mask"].cumsum(1) - 1).clamp(min=0)
        return texts, labels


def _greedy(checkpoint: Checkpoint) -> Any:
    """The checkpoint's generation settings without sampling: stop tokens stay, temperature and beams go."""
    config = deepcopy(checkpoint.network.generation_config)
    config.update(do_sample=False, num_beams=1, num_return_sequences=1, temperature=None, top_p=None, top_k=None, max_length=None)
    stops = config.eos_token_id if isinstance(config.eos_token_id, list) else [config.eos_token_id]
    config.eos_token_id = sorted({stop for stop in (*stops, checkpoint.tokenizer.eos_token_id) if stop is not None})
    if config.pad_token_id is None:
        config.pad_token_id = checkpoint.tokenizer.pad_token_id
    return config


def _tell(arrived: Arrived, found: Mapping[int, Response]) -> None:
    """Tell of every response, then wait for all: what keeps them may do it at once."""
    for kept in [arrived(place, response) for place, response in found.items()]:
        if kept is not None:
            kept.result()


def _alike(written: Mapping[int, Written]) -> Iterator[tuple[tuple[int, int], list[int]]]:
    def kind(place: int) -> tuple[int, int]:
        return len(written[place].pictures), written[place].max_new_tokens

    order = sorted(written, key=lambda place: (kind(place), len(written[place].text)))
    return ((key, list(places)) for key, places in groupby(order, key=kind))
