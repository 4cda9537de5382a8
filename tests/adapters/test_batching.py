"""The batch that finds its own size: nothing lost, nothing asked in vain for long."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from adapters.batching import PATIENCE, START, BatchSize, in_batches
from adapters.checkpoint import Checkpoint
from adapters.load import CHECKPOINTS
from adapters.transformers_model import TransformersModel
from adapters.types import Response, user_prompt


class Cramped:
    """Answers what fits, and runs out of memory above `room`. Counts."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.batches: list[int] = []
        self.bursts = 0

    def __call__(self, batch: list[int]) -> list[int]:
        if sum(batch) > self.room:
            self.bursts += 1
            raise torch.OutOfMemoryError("CUDA out of memory")
        self.batches.append(len(batch))
        return [-item for item in batch]


@given(weights=st.lists(st.integers(1, 8), max_size=300), room=st.integers(8, 500), start=st.integers(1, 64))
def test_every_prompt_is_answered_once_and_in_order(weights: list[int], room: int, start: int) -> None:
    """Whatever fits, as long as each fits alone; and few batches burst."""
    ask = Cramped(room)
    assert in_batches(weights, BatchSize(start), ask) == [-weight for weight in weights]
    assert sum(ask.batches) == len(weights)
    assert ask.bursts <= 8 + len(ask.batches)


def test_a_batch_doubles_to_what_is_handed_over() -> None:
    """32, 64, 128 and what is left of 256."""
    ask = Cramped(10_000)
    size = BatchSize()
    in_batches([1] * 256, size, ask)
    assert ask.batches == [32, 64, 128, 32]
    in_batches([1] * 256, size, ask)
    assert ask.batches[4:] == [256]


def test_a_size_that_burst_is_not_tried_again_soon() -> None:
    """One burst a `PATIENCE` full batches."""
    ask = Cramped(40)
    size = BatchSize(START)
    for _ in range(8):
        in_batches([1] * 256, size, ask)
    assert set(ask.batches) == {32}
    assert ask.bursts <= 1 + len(ask.batches) // PATIENCE


def test_one_enormous_prompt_slows_the_run_for_a_while_only() -> None:
    """The batch that held it shrank to one; later ones grow again."""
    ask = Cramped(64)
    size = BatchSize(START)
    in_batches([1] * 63 + [64], size, ask)
    assert size.now <= 2
    in_batches([1] * 2000, size, ask)
    assert max(ask.batches[-5:]) >= 32


def test_a_prompt_that_fits_nowhere_and_other_errors_are_raised() -> None:
    """Whoever asked halves the prompts, and makes it this one's error."""
    with pytest.raises(torch.OutOfMemoryError):
        in_batches([9], BatchSize(), Cramped(8))
    with pytest.raises(ZeroDivisionError):
        in_batches([1, 2], BatchSize(), lambda batch: [1 // 0])


def gpu_is_full() -> None:
    """The error that CUDA's allocator raises."""
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")


def machine_is_full() -> None:
    """The error that the CPU's allocator raises, from the allocator itself."""
    torch.empty(1 << 50)


class CrampedPocket(TransformersModel):
    """The embedded model on a device where four prompts are all that fits."""

    runs_out = staticmethod(gpu_is_full)

    def _run(self, inputs: dict[str, torch.Tensor], *more: object, **named: object) -> object:
        if len(inputs["input_ids"]) > 4:
            self.runs_out()
        return super()._run(inputs, *more, **named)  # type: ignore[arg-type]


@pytest.mark.parametrize("runs_out", [gpu_is_full, machine_is_full])
def test_a_model_without_memory_answers_as_one_with_it(monkeypatch: pytest.MonkeyPatch, runs_out: Callable[[], None]) -> None:
    """Text for text, in order, and no batch above four succeeded."""
    monkeypatch.setattr(CrampedPocket, "runs_out", staticmethod(runs_out))
    prompts = [user_prompt(f"Tell me how to paint {'a very ' * (n % 5)}large house, {n}.", max_new_tokens=12) for n in range(20)]
    place = str(CHECKPOINTS / "pocket")
    cramped, roomy = CrampedPocket("cramped", Checkpoint(place, device="cpu")), TransformersModel("roomy", Checkpoint(place, device="cpu"))
    answers: list[Response] = cramped.generate(prompts)
    assert answers == roomy.generate(prompts)
    assert cramped._sizes[0, 12].now <= 4


def test_each_batch_is_told_of_as_soon_as_it_is_done() -> None:
    """Places and responses, each once; what a later batch does is not waited for."""
    prompts = [user_prompt(f"Tell me how to paint {'a very ' * (n % 5)}large house, {n}.", max_new_tokens=4) for n in range(9)]
    model = CrampedPocket("cramped", Checkpoint(str(CHECKPOINTS / "pocket"), device="cpu"))
    told: dict[int, Response] = {}

    def arrived(place: int, response: Response) -> None:
        assert place not in told
        told[place] = response

    responses = model.stream(prompts, arrived)
    assert [told[place] for place in range(9)] == responses
    assert list(told) != sorted(told)  # by length
