"""What attacks climb is one number a sample, and torchattacks climbs exactly that."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.transformers_model import TransformersModel
from fixtures.attacks.losses import IGNORED, ROOM, margins, objective, unlikely, without_end
from fixtures.attacks.making import Goal
from fixtures.attacks.runs import pixels_of
from tests.attacks.material import SAMPLES, away, clean

SEEDS = st.integers(0, 10_000)


def batch(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Random logits (3, 7, 5) and labels of unlike length."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(7, (3, 5), generator=generator)
    for row, length in enumerate(torch.randint(1, 6, (3,), generator=generator).tolist()):
        labels[row, length:] = IGNORED
    return torch.randn(3, 7, 5, generator=generator) * 4, labels


@given(SEEDS)
def test_margin_is_positive_just_where_greedy_decoding_takes_the_token(seed: int) -> None:
    """By the logits' distance to the next best; what has no label does not count."""
    logits, labels = batch(seed)
    found = margins(logits, labels)
    for row, place in torch.cartesian_prod(torch.arange(3), torch.arange(5)).tolist():
        token = int(labels[row, place])
        if token == IGNORED:
            assert found[row, place] == torch.inf
            continue
        scores = logits[row, :, place].tolist()
        rest = max(score for other, score in enumerate(scores) if other != token)
        assert found[row, place].item() == pytest.approx(scores[token] - rest)


@given(SEEDS)
def test_mean_over_batch_no_neighbour_and_no_padding_changes_a_loss(seed: int) -> None:
    """A row alone, without its padding, has the loss that it has in the batch."""
    logits, labels = batch(seed)
    for row, loss in enumerate(unlikely(logits, labels)):
        length = int((labels[row] != IGNORED).sum())
        alone = torch.nn.functional.cross_entropy(logits[row : row + 1, :, :length], labels[row : row + 1, :length])
        assert loss.item() == pytest.approx(alone.item(), rel=1e-5)


@given(SEEDS)
def test_only_the_last_label_of_each_row_is_its_end(seed: int) -> None:
    """An opening is not the whole answer, and what follows is the model's own."""
    _, labels = batch(seed)
    kept = without_end(labels)
    assert ((labels != IGNORED).sum(1) - (kept != IGNORED).sum(1)).tolist() == [1, 1, 1]
    assert all(bool((row == IGNORED)[int((row != IGNORED).sum()) :].all()) for row in kept)


@given(st.lists(st.floats(-500, 500, width=32), min_size=1, max_size=6))
@settings(max_examples=50)
def test_saturation_any_objective_goes_through_a_cross_entropy_as_it_is(values: list[float]) -> None:
    """Weights -1 and +1: the loss is the mean of the objective and its slope is one, however large it has grown."""
    climbed = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([[-1.0, 1.0]], dtype=torch.float64).repeat(len(values), 1)
    loss = torch.nn.CrossEntropyLoss()(torch.stack([climbed, torch.zeros_like(climbed)], 1), labels)
    (slope,) = torch.autograd.grad(loss, climbed)
    assert loss.item() == pytest.approx(sum(values) / len(values), abs=1e-9)
    assert slope.tolist() == pytest.approx([1 / len(values)] * len(values))


def test_gradient_masking_margin_and_cross_entropy_agree_on_the_clean_answer(pocket: TransformersModel) -> None:
    """Both say that the model stands by its answer; the margin is positive where it says it, and the two opposites are opposites."""
    goals = away(pocket, [0, 5])
    pixels = pixels_of(clean(pocket, goals), torch.device("cpu"))
    answer, margin = (objective(pocket, goals, loss)(pixels).values for loss in ("answer", "margin"))
    assert (answer < 0.5).all()
    assert (margin < 0).all()
    towards = objective(pocket, [Goal(goal.prompt, goal.text, True) for goal in goals], "margin")(pixels)
    assert towards.there.all()
    assert (towards.values > 0).all()


def test_two_options_are_the_odds_of_their_first_tokens(pocket: TransformersModel) -> None:
    """Swapped, they change sign."""
    prompts = [SAMPLES[0].prompt, SAMPLES[5].prompt]
    pixels = pixels_of(clean(pocket, away(pocket, [0, 5])), torch.device("cpu"))
    ours, theirs = (
        objective(pocket, [Goal(prompt, one, False, instead=two) for prompt in prompts], "answer")(pixels)
        for one, two in (("yes", "no"), ("no", "yes"))
    )
    assert torch.allclose(ours.values, -theirs.values, atol=1e-4)
    assert ours.values.abs().min() > 0


def test_random_start_features_have_no_gradient_at_the_clean_picture(pocket: TransformersModel) -> None:
    """The distance is zero there and so is its slope, which is why its start is random; anywhere else it has one."""
    goals = away(pocket, [0, 5])
    pixels = pixels_of(clean(pocket, goals), torch.device("cpu"))
    look = objective(pocket, goals, "features")
    assert look(pixels).values.abs().max() < 1e-5
    moved = (pixels + 8 / 255 * torch.sign(torch.rand_like(pixels) - 0.5)).clamp(0, 1).requires_grad_()
    values = look(moved).values
    (slope,) = torch.autograd.grad(values.sum(), moved)
    assert (values > 1e-4).all()
    assert (slope.flatten(1).abs().amax(1) > 0).all()


def test_room_for_answers_of_other_lengths_changes_no_loss(pocket: TransformersModel) -> None:
    """Padding comes after the answer, and no token sees what comes after it; without room, and beside a longer answer, alike."""
    goals = away(pocket, [0, 5])
    pixels = pixels_of(clean(pocket, goals), torch.device("cpu"))
    prompts, texts = [goal.prompt for goal in goals], [goals[0].text, "a cat"]
    alone = [
        unlikely(forced.logits(pixels[row : row + 1]), forced.labels)
        for row in range(2)
        for forced in [pocket.teacher_forced(prompts[row : row + 1], texts[row : row + 1])]
    ]
    for room in (1, 3, ROOM, 32):
        forced = pocket.teacher_forced(prompts, texts, room)
        assert forced.labels.shape[1] % room == 0
        assert unlikely(forced.logits(pixels), forced.labels).tolist() == pytest.approx(torch.cat(alone).tolist(), abs=1e-4)


def test_leading_away_from_a_name_leaves_the_end_of_the_answer_alone(pocket: TransformersModel) -> None:
    """The text ends with the name; that nothing follows it is not what the model said."""
    (goal,) = away(pocket, [0])
    pixels = pixels_of(clean(pocket, [goal]), torch.device("cpu"))
    cut = Goal(goal.prompt, "an orange triangle", False, unsaid=("triangle",))
    towards = Goal(goal.prompt, "an orange triangle", True)
    assert goal.text.startswith(cut.text)
    away_from, whole = objective(pocket, [cut], "answer")(pixels), objective(pocket, [replace(cut, unsaid=())], "answer")(pixels)
    assert away_from.values.item() == pytest.approx(-objective(pocket, [towards], "answer")(pixels).values.item(), abs=1e-5)
    assert whole.values.item() > away_from.values.item() + 0.1
    assert not away_from.there.any()
