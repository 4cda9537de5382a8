"""The check that a batch changes no answer: it must catch faults, and leave rounding alone."""

import warnings

import pytest
import torch

from adapters.checkpoint import Checkpoint
from adapters.invariance import PROMPTS, TOLERANCE, Steps, drift, telling
from adapters.load import CHECKPOINTS
from adapters.transformers_model import TransformersModel
from adapters.types import Prompt, user_prompt

PLACE = str(CHECKPOINTS / "pocket")


class PaddedWrongly(Checkpoint):
    """Pads on the right, the commonest fault of batched generation: an answer then follows padding, not its prompt."""

    def _prepare_processor(self) -> None:
        super()._prepare_processor()
        self.tokenizer.padding_side = "right"


def faulty_model() -> TransformersModel:
    """Pocket with that fault."""
    return TransformersModel("faulty", PaddedWrongly(PLACE, device="cpu"))


def sound_model(dtype: str = "auto") -> TransformersModel:
    """Pocket without."""
    return TransformersModel("sound", Checkpoint(PLACE, device="cpu", dtype=dtype))


def prompts(count: int = 9) -> list[Prompt]:
    """Of unlike lengths."""
    return [user_prompt(f"Tell me how to paint {'a very ' * n}large house.", max_new_tokens=16) for n in range(count)]


def test_a_model_whose_answers_depend_on_the_batch_is_caught_and_asked_one_at_a_time() -> None:
    """It says so, and its answers are those of asking alone, on the chunk where it was found and after."""
    faulty = faulty_model()
    with pytest.warns(UserWarning, match="faulty: an answer depends on its batch .* asking one at a time"):
        together = faulty.generate(prompts())
    assert together == [faulty.generate([prompt])[0] for prompt in prompts()]
    right = sound_model()
    assert [response.text for response in together] == [response.text for response in right.generate(prompts())]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
def test_rounding_is_no_fault(dtype: str) -> None:
    """In the types of GPUs too, a sound model is asked in batches and nothing is said."""
    sound = sound_model(dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sound.generate(prompts())
    assert sound._checked == {0}
    assert not sound._alone


def test_a_chunk_without_padding_settles_nothing() -> None:
    """Prompts of one length cannot show a fault of padding: the next chunk is looked at too."""
    faulty = faulty_model()
    faulty.generate([user_prompt("Tell me how to paint a house.", max_new_tokens=8)] * 4)
    assert not faulty._alone
    with pytest.warns(UserWarning, match="one at a time"):
        faulty.generate(prompts())


def test_a_picture_that_cannot_be_read_leaves_the_check_to_the_next_chunk() -> None:
    """Its own sample will say what is wrong with it; here nothing is decided."""
    model = sound_model()
    model._steps = lambda written: 1 // 0  # type: ignore[method-assign, assignment, return-value]
    model.generate(prompts(3))
    assert model._checked == set()


def steps(tokens: list[int], shift: float = 0.0) -> Steps:
    """Logits over four tokens, where `shift` makes token 1 likelier."""
    logits = torch.zeros(len(tokens), 4)
    logits[:, 1] += shift
    return Steps(torch.tensor(tokens), logits)


def test_drift_looks_as_far_as_the_answers_agree_and_one_token_on() -> None:
    """Behind the fork the texts differ, and so may everything."""
    one, other = steps([1, 2, 3]), steps([1, 3, 0])
    other.logits[2, 3] = 9.0
    assert drift([one], [other]) == 0
    other.logits[1, 3] = 9.0
    assert drift([one], [other]) > TOLERANCE[torch.bfloat16]


def test_a_fork_at_a_tie_is_rounding_and_a_likelier_token_is_not() -> None:
    """What counts is how far the probability moved, not whether the texts differ."""
    assert drift([steps([1])], [steps([2], shift=-1e-5)]) < TOLERANCE[torch.float32]
    assert drift([steps([1])], [steps([1], shift=2.0)]) > TOLERANCE[torch.bfloat16]
    assert drift([], []) == 0


def test_the_shortest_and_the_longest_are_among_those_asked() -> None:
    """Padding shows best on them."""
    lengths = [5, 9, 1, 7, 7, 30, 2]
    assert {2, 5} <= set(telling(lengths))
    assert len(telling(lengths)) == PROMPTS
    assert telling([4]) == [0]
    assert telling([4, 2]) == [0, 1]
