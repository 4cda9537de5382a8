"""What has made attacks look stronger or weaker than they are, as faults planted or properties held: files and evaluation."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
import torchattacks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from adapters.transformers_model import TransformersModel
from adapters.types import picture_file
from benchmarks.attacks import Plain
from fixtures.attacks.losses import objective
from fixtures.attacks.making import Budget, Goal, Made, make
from fixtures.attacks.pictures import PNG, AttackError, as_png, linf, pixels_of, save_attacked, save_png
from fixtures.attacks.runs import pixels_of as tensors_of
from fixtures.attacks.trial import IGNORED
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.statistics import attack_success, drop, rate
from fixtures.task import Source
from fixtures.types import Measured
from tests.attacks.material import as_tensor, away, clean, made, named

SAMPLES = untargeted_attack(Source())[:8]
EACH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)


@EACH
@given(seed=st.integers(0, 2**32 - 1), eps=st.sampled_from([1, 2, 4, 8, 16]))
def test_8_bit_file_what_is_asked_about_is_what_lies_on_disk(tmp_path: Path, seed: int, eps: int) -> None:
    """The picture that goes to the model is read from the file at each look: no float survives."""
    chance = np.random.default_rng(seed)
    clean = Image.fromarray(chance.integers(0, 256, (8, 8, 3), dtype=np.uint8))
    moved = np.clip(np.asarray(clean) / 255 + chance.uniform(-eps / 255, eps / 255, (8, 8, 3)), 0, 1)
    picture = save_attacked(moved, clean, eps / 255, tmp_path)
    assert picture.file is not None
    assert np.array_equal(np.asarray(picture.image()), pixels_of(picture.file))
    Image.new("RGB", (8, 8)).save(picture.file, "PNG")
    assert not np.asarray(picture.image()).any()


@EACH
@given(eps=st.integers(1, 64), start=st.integers(65, 190))
def test_floor_would_break_the_bound_and_rounding_does_not(tmp_path: Path, eps: int, start: int) -> None:
    """At the very edge of the ball, where float rounding falls either way; a floor's file is found out on the file."""
    clean = Image.new("RGB", (3, 3), (start,) * 3)
    down = np.full((3, 3, 3), (start - eps) / 255 - 1e-7)
    assert linf(save_attacked(down, clean, eps / 255, tmp_path).file, clean) == eps  # type: ignore[arg-type]
    floored = BytesIO()
    Image.fromarray((down * 255).astype(np.uint8)).save(floored, "PNG")
    with pytest.raises(AttackError, match=f"is {eps + 1}/255 from the clean picture"):
        save_png(floored.getvalue(), clean, eps / 255, tmp_path)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "BMP", "GIF"])
def test_only_png_counts_whatever_the_name_says(tmp_path: Path, kind: str) -> None:
    """JPEG keeps a tenth to less than half of what an attack did; the first bytes tell, not the ending."""
    file = tmp_path / "attacked.png"
    Image.new("RGB", (8, 8), (100, 100, 100)).save(file, kind)
    with pytest.raises(AttackError, match=r"attacked\.png is no PNG file"):
        pixels_of(file)
    assert as_png(np.zeros((2, 2, 3))).startswith(PNG)


def test_a_file_of_another_size_is_no_attack_on_this_picture(tmp_path: Path) -> None:
    """Numpy would broadcast one pixel over a whole picture, and find it near."""
    with pytest.raises(AttackError, match="is 1 x 1 pixels, the clean picture 8 x 8"):
        save_attacked(np.full((1, 1, 3), 100 / 255), Image.new("RGB", (8, 8), (100, 100, 100)), 8 / 255, tmp_path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_pixels_that_are_not_finite_are_no_picture(value: float) -> None:
    """Cast to 8 bits, NaN is black or white as the machine likes."""
    with pytest.raises(AttackError, match="not finite"):
        as_png(np.full((2, 2, 3), value))


def test_resize_the_attacked_size_is_the_one_the_model_looks_at(pocket: TransformersModel) -> None:
    """At its fixed point a picture passes the processor's resize unchanged: the same tensor, and the same fixed point again."""
    for sample in SAMPLES[:3]:
        clean = pocket.fixed_point(sample.prompt.pictures[0])
        values = pocket.checkpoint.processor.image_processor(images=[clean], return_tensors="pt")["pixel_values"]
        assert values.shape[2:] == (clean.height, clean.width)
        again = pocket.fixed_point(sample.with_picture(picture_file_of(clean)).prompt.pictures[0])
        assert np.array_equal(np.asarray(again), np.asarray(clean))


def picture_file_of(image: Image.Image) -> object:
    """The picture as one that was drawn."""
    from adapters.types import Picture

    return Picture(f"fixed {hash(image.tobytes())}", lambda: image)


def test_preprocessing_the_attacked_tensor_is_the_evaluated_one(pocket: TransformersModel, tmp_path: Path) -> None:
    """Loss of the floats that were optimised, and of the file as the processor reads it for answering, are the same."""
    sample = SAMPLES[0]
    clean = pocket.fixed_point(sample.prompt.pictures[0])
    (answer,) = pocket.generate([sample.prompt])
    (made,) = make(pocket, [Goal(sample.prompt, answer.text, towards=False)], [clean], Budget(8 / 255, 2))
    assert not isinstance(made, AttackError)
    shot = save_attacked(made.pixels, clean, 8 / 255, tmp_path)
    levels = torch.from_numpy(np.asarray(shot.image(), dtype=np.float32) / 255).permute(2, 0, 1)[None]
    through = pocket.checkpoint.inputs([pocket.checkpoint.write(sample.prompt)], levels)["pixel_values"]
    read = pocket.checkpoint.inputs([pocket.checkpoint.write(sample.with_picture(shot).prompt)])["pixel_values"]
    assert torch.allclose(through, read, atol=1e-5)


def test_template_teacher_forcing_says_what_the_model_said(pocket: TransformersModel) -> None:
    """On the clean picture, the likeliest token everywhere is the one that the model generated: one template, one position, one padding."""
    prompts = [sample.prompt for sample in SAMPLES]
    answers = [response.text for response in pocket.generate(prompts)]
    clean = [np.asarray(pocket.fixed_point(prompt.pictures[0]), dtype=np.float32) / 255 for prompt in prompts]
    forced = pocket.teacher_forced(prompts, answers)
    with torch.no_grad():
        likeliest = forced.logits(torch.from_numpy(np.stack(clean)).permute(0, 3, 1, 2)).argmax(1)
    counted = forced.labels != IGNORED
    assert torch.equal(likeliest[counted], forced.labels[counted])


def test_gradient_masking_a_black_box_search_does_not_beat_the_gradient(pocket: TransformersModel) -> None:
    """Square Attack (arXiv 1912.00049) looks six times as often and asks for no gradient: where it flips a token, ten steps of PGD do."""
    goals, eps = away(pocket, range(3)), 4 / 255
    pictures = clean(pocket, goals)
    plain = [Plain(pocket.module(), pocket.teacher_forced([goal.prompt], [goal.text]), True).eval() for goal in goals]
    searched = [
        torchattacks.Square(network, eps=eps, n_queries=60)(tensors_of([image], torch.device("cpu")), torch.zeros(1, dtype=torch.long))
        for network, image in zip(plain, pictures, strict=True)
    ]
    found = as_tensor(made(pocket, goals, Budget(eps, 10, loss="margin")))
    flipped = []
    for row, goal in enumerate(goals):
        look = objective(pocket, [goal], "margin")
        with torch.no_grad():
            flipped.append([bool(look((pixels * 255).round() / 255).values[0] > 0) for pixels in (found[row : row + 1], searched[row])])
    assert all(by_gradient or not by_search for by_gradient, by_search in flipped)
    assert sum(by_gradient for by_gradient, _ in flipped) >= 2


def test_too_few_steps_twice_as_many_change_next_to_nothing(pocket: TransformersModel, tmp_path: Path) -> None:
    """At 2/255, where about half of pocket's pictures hold out (60 of them: 34 lost after 20 steps as after 40)."""
    samples, lost = SAMPLES[:6], []
    goals = away(pocket, range(6), until_unsaid=True)
    for steps in (20, 40):
        files = [save_attacked(one.pixels, image, 2 / 255, tmp_path) for one, image in shown(pocket, goals, Budget(2 / 255, steps))]
        answers = pocket.generate([sample.with_picture(file).prompt for sample, file in zip(samples, files, strict=True)])
        lost.append(sum(not named(sample, answer.text) for sample, answer in zip(samples, answers, strict=True)))
    assert abs(lost[1] - lost[0]) <= 1


def shown(pocket: TransformersModel, goals: Sequence[Goal], budget: Budget) -> list[tuple[Made, Image.Image]]:
    """What an attack makes, beside what it made it of."""
    return list(zip(made(pocket, goals, budget), clean(pocket, goals), strict=True))


def test_sampling_asking_again_says_the_same(pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Greedy, whatever the checkpoint's own generation settings ask for: an attack that fails may not succeed by luck."""
    assert pocket._generation.do_sample is False
    monkeypatch.setattr(pocket.checkpoint.network.generation_config, "do_sample", True)
    monkeypatch.setattr(pocket.checkpoint.network.generation_config, "temperature", 3.0)
    prompts = [sample.prompt for sample in SAMPLES]
    torch.manual_seed(1)
    first = pocket.generate(prompts)
    torch.manual_seed(2)
    assert [one.text for one in pocket.generate(prompts)] == [one.text for one in first]


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_wrong_before_is_not_counted_twice(pairs: list[tuple[bool, bool]]) -> None:
    """Robust accuracy is over all samples, success only over those right before; drop ties them."""
    rows = [Measured(SAMPLES[0], "answered", {"clean": clean, "attacked": attacked}) for clean, attacked in pairs]
    right = sum(clean for clean, _ in pairs)
    success = attack_success("clean", "attacked").score(rows, "<=")
    assert rate("attacked").score(rows, ">=").value == pytest.approx(sum(attacked for _, attacked in pairs) / len(pairs))
    if right:
        assert success.value == pytest.approx(sum(clean and not attacked for clean, attacked in pairs) / right)
    else:
        assert success.value is None
        assert success.why
    recovered = sum(attacked and not clean for clean, attacked in pairs) / len(pairs)
    lost = (success.value or 0) * right / len(pairs)
    assert drop("clean", "attacked").score(rows, "<=").value == pytest.approx(lost - recovered)


def test_a_picture_file_is_read_anew(tmp_path: Path) -> None:
    """No cache of pixels by name stands between the file and the model."""
    file = tmp_path / "one.png"
    Image.new("RGB", (2, 2), (1, 1, 1)).save(file)
    picture = picture_file(file, "one")
    Image.new("RGB", (2, 2), (9, 9, 9)).save(file)
    assert picture.image().getpixel((0, 0)) == (9, 9, 9)
