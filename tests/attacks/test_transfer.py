"""Transfer attacks: made on surrogates alone, each through its own processor; each sample by itself, and better than noise."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import AutoModel, AutoProcessor

from adapters.load import load_model
from adapters.towers import PairOfTowers
from adapters.types import Picture, user_prompt
from fixtures.attacks.making import Goal
from fixtures.attacks.noise import random_signs
from fixtures.attacks.pictures import AttackError, linf, save_attacked
from fixtures.attacks.surrogates import Surrogate, floats, load_surrogates, wish
from fixtures.attacks.transfer import METHODS, Transfer, label, transfer
from fixtures.datasets.targeted_attack import aimed_at, targeted_attack
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.judges.mentions import mentions, mentions_aim
from fixtures.task import Source
from fixtures.types import Answer, Sample, UsageError
from tests.adapters.test_families import noise, pixels_of
from tests.attacks.towers import clip, siglip

EPS, STEPS = 8 / 255, 4
SIZE = (40, 36)


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A CLIP and a SigLIP."""
    return [clip(tmp_path_factory.mktemp("clip")), siglip(tmp_path_factory.mktemp("siglip"))]


@pytest.fixture(scope="session")
def pairs(folders: list[str]) -> list[Surrogate]:
    """Both as surrogates."""
    return load_surrogates(folders)


@cache
def base() -> Surrogate:
    """The embedded model before alignment."""
    (found,) = load_surrogates(["pocket-base"])
    return found


def clean(seed: int) -> Image.Image:
    """A picture of soft patches: its parts, enlarged, are pictures of the same kind."""
    return noise((6, 5), seed).image().resize(SIZE, Image.Resampling.BICUBIC)


def goal(seed: int, text: str = "") -> Goal:
    """Away from what it shows, or towards a text."""
    return Goal(user_prompt("what?", Picture(f"patches {seed}", lambda: clean(seed))), text, bool(text))


def nearness(surrogates: Sequence[Surrogate], wanted: Goal, image: Image.Image, seen: Image.Image, aim: Image.Image | None) -> list[float]:
    """How near a picture is to what is wanted of the clean one, one a surrogate."""
    aimed = None if aim is None else floats(aim)
    with torch.no_grad():
        return [float(wish(one, wanted, image, aim is not None)(floats(seen), aimed)) for one in surrogates]


@pytest.mark.parametrize("place", [0, 1])
def test_a_pair_of_towers_sees_through_its_own_processor(folders: list[str], place: int) -> None:
    """What transformers makes of the file, size, crop, mean and deviation; and reads what transformers reads."""
    network, processor = AutoModel.from_pretrained(folders[place]), AutoProcessor.from_pretrained(folders[place])
    picture, pair = clean(1), PairOfTowers(folders[place], "cpu")
    with torch.no_grad():
        seen = network.get_image_features(**processor(images=picture, return_tensors="pt")).pooler_output
        told = processor.tokenizer(["a cat"], padding="max_length", max_length=64, return_tensors="pt")
        assert torch.cosine_similarity(pair.embed(pixels_of(picture)), seen).item() == pytest.approx(1, abs=1e-3)
        assert torch.allclose(pair.embed_text("a cat"), network.get_text_features(**told).pooler_output)
        assert pair.embed_text("word " * 99).shape == pair.embed_text("a cat").shape


def test_a_surrogates_own_mean_and_deviation_matter(folders: list[str]) -> None:
    """A planted fault, the reference's: SigLIP under CLIP's mean and deviation sees something else."""
    ours, theirs = (PairOfTowers(folders[1], "cpu") for _ in range(2))
    wrong = PairOfTowers(folders[0], "cpu")._processor.image_processor
    theirs._processor.image_processor.image_mean, theirs._processor.image_processor.image_std = wrong.image_mean, wrong.image_std
    with torch.no_grad():
        assert torch.cosine_similarity(ours.embed(pixels_of(clean(1))), theirs.embed(pixels_of(clean(1)))).item() < 0.999


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("scripted/comply", "has no gradients; give a local checkpoint"),
        ("pocket-bas", "did you mean pocket-base"),
        ("hf/no/such-model", "no/such-model"),
    ],
)
def test_a_name_that_is_no_surrogate_is_one_line(name: str, why: str) -> None:
    """That says what to type instead."""
    with pytest.raises(UsageError, match=why) as caught:
        load_surrogates([name])
    assert str(caught.value).startswith(f"--surrogate {name}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("wanted", ["away", "text", "picture"])
def test_every_surrogate_is_moved_further_than_by_noise(pairs: list[Surrogate], method: str, wanted: str, tmp_path: Path) -> None:
    """On the file, within the bound: away from the clean picture, towards a text, towards another picture."""
    goals = [goal(seed, "a cat" if wanted == "text" else "") for seed in range(3)]
    images, aims = [clean(seed) for seed in range(3)], [clean(90 + seed) for seed in range(3)] if wanted == "picture" else None
    steps = 2 * STEPS if method == "ssa-cwa" else 12 * STEPS  # a step of M-Attack looks once, at a part
    made = transfer(pairs, goals, images, Transfer(EPS, steps, method), aims)
    for place, (pixels, image) in enumerate(zip(made, images, strict=True)):
        assert isinstance(pixels, np.ndarray)
        shot, noisy = save_attacked(pixels, image, EPS, tmp_path), random_signs(image, EPS, str(place), tmp_path)
        assert shot.file is not None
        assert 0 < linf(shot.file, image) <= 8
        aim = aims[place] if aims else None
        reached, by_noise = (nearness(pairs, goals[place], image, seen.image(), aim) for seen in (shot, noisy))
        assert all(one > other for one, other in zip(reached, by_noise, strict=True))


def test_at_the_clean_picture_there_is_no_slope_away_from_it(pairs: list[Surrogate]) -> None:
    """Nothing is more like a picture than itself: from there every step is rounding, so the start has to be a random one."""
    for one in pairs:
        look = wish(one, goal(1), clean(1), aimed=False)
        slopes = []
        for start in (floats(clean(1)), (floats(clean(1)) + EPS * torch.randn(floats(clean(1)).shape).sign()).clamp(0, 1)):
            at = start.requires_grad_()
            slopes.append(torch.autograd.grad(look(at, None).mean(), at)[0].norm())
        assert slopes[0] < slopes[1] / 100


@pytest.mark.parametrize("method", METHODS)
def test_a_sample_does_not_depend_on_its_place_or_company(pairs: list[Surrogate], method: str) -> None:
    """To the bit; another seed makes another picture."""
    goals, images, budget = [goal(seed) for seed in range(3)], [clean(seed) for seed in range(3)], Transfer(EPS, STEPS, method)
    together = transfer(pairs, goals, images, budget)
    (alone,) = transfer(pairs, goals[1:2], images[1:2], budget)
    (other,) = transfer(pairs, goals[1:2], images[1:2], Transfer(EPS, STEPS, method, seed=1))
    assert np.array_equal(np.asarray(alone), np.asarray(together[1]))
    assert not np.array_equal(np.asarray(alone), np.asarray(other))


@pytest.mark.parametrize("method", METHODS)
def test_a_surrogate_that_sees_nothing_is_that_samples_error(pairs: list[Surrogate], method: str) -> None:
    """A planted fault: an embedding that does not depend on the pixels. The others keep theirs."""
    blind = Surrogate("blind", lambda pixels: pairs[0].embed(pixels.detach()) + 0 * pixels.mean())
    deaf = Surrogate("deaf", pairs[0].embed)
    (failed,) = transfer([pairs[1], blind], [goal(1)], [clean(1)], Transfer(EPS, STEPS, method))
    assert isinstance(failed, AttackError)
    assert "gradient is zero or not finite" in str(failed)
    made, unread = transfer([deaf], [goal(1), goal(2, "a cat")], [clean(1), clean(2)], Transfer(EPS, STEPS, method))
    assert isinstance(made, np.ndarray)
    assert "deaf reads no text" in str(unread)


def test_no_displacement_is_no_nan(pairs: list[Surrogate]) -> None:
    """A bound of nothing leaves the picture as it is: the reference divided by the displacement."""
    (made,) = transfer(pairs, [goal(1, "a cat")], [clean(1)], Transfer(0.0, STEPS, "ssa-cwa"))
    assert np.array_equal(made, np.asarray(clean(1), dtype=np.float32) / 255)


def test_an_unknown_method_and_the_label() -> None:
    """What a report says names the way and every source."""
    with pytest.raises(UsageError, match="choose from m-attack, ssa-cwa"):
        Transfer(EPS, STEPS, "magic")
    assert label(["a", "b"], Transfer(EPS, STEPS)) == "transfer from a and b (ssa-cwa)"


def right(samples: Sequence[Sample]) -> int:
    """Of how many pictures pocket names the thing."""
    responses = load_model("pocket").generate([sample.prompt for sample in samples])
    return sum(mentions(Answer(*pair)).value is True for pair in zip(samples, responses, strict=True))


def test_pictures_made_on_pocket_base_mislead_pocket_and_noise_does_not(tmp_path: Path) -> None:
    """Which was never asked: away from what pocket-base says itself, at 16/255."""
    samples = untargeted_attack(Source())[:5]
    images = [sample.prompt.pictures[0].image().convert("RGB").resize((128, 128)) for sample in samples]
    goals = [Goal(sample.prompt, "", False) for sample in samples]
    made = transfer([base()], goals, images, Transfer(16 / 255, 8, spectra=2))
    files = [save_attacked(np.asarray(one), image, 16 / 255, tmp_path) for one, image in zip(made, images, strict=True)]
    noises = [random_signs(image, 16 / 255, str(place), tmp_path) for place, image in enumerate(images)]
    shots, noisy = ([sample.with_picture(file) for sample, file in zip(samples, found, strict=True)] for found in (files, noises))
    assert right(noisy) >= 4
    assert right(shots) <= right(noisy) - 3


def test_pictures_aimed_by_m_attack_on_pocket_base_make_pocket_name_another_thing(tmp_path: Path) -> None:
    """Which was never asked, at the method's own bound of 16/255; what it makes of the pictures comes nearer the ones aimed at."""
    samples, aims = targeted_attack(Source())[:2], aimed_at(0)
    images, wanted = ([_of_128(shot) for shot in shots] for shots in zip(*_pairs(samples, aims), strict=True))
    goals = [Goal(sample.prompt, "", False) for sample in samples]
    made = transfer([base()], goals, images, Transfer(16 / 255, 160, "m-attack"), wanted)
    files = [save_attacked(np.asarray(one), image, 16 / 255, tmp_path) for one, image in zip(made, images, strict=True)]
    noises = [random_signs(image, 16 / 255, str(place), tmp_path) for place, image in enumerate(images)]
    hits, by_noise = (aimed(samples, found) for found in (files, noises))
    assert (hits >= 1, by_noise) == (True, 0)
    (tower,) = load_surrogates(["pocket"])
    for place, image in enumerate(images):
        near = [nearness([tower], goals[place], image, shot.image(), wanted[place])[0] for shot in (files[place], noises[place])]
        assert near[0] > near[1] + 0.2


def _pairs(samples: Sequence[Sample], aims: Mapping[str, Picture]) -> list[tuple[Picture, Picture]]:
    return [(sample.prompt.pictures[0], aims[str(sample.facts["opening"])]) for sample in samples]


def _of_128(shot: Picture) -> Image.Image:
    return shot.image().convert("RGB").resize((128, 128))


def aimed(samples: Sequence[Sample], files: Sequence[Picture]) -> int:
    """For how many pictures pocket names the thing that was aimed at."""
    shown = [sample.with_picture(file) for sample, file in zip(samples, files, strict=True)]
    responses = load_model("pocket").generate([sample.prompt for sample in shown])
    return sum(mentions_aim(Answer(*pair)).value is True for pair in zip(shown, responses, strict=True))


def test_a_model_that_answers_is_moved_towards_a_text(tmp_path: Path) -> None:
    """The surrogate's own log-probability of it, its end left out; the answer of the attacked model is not asked for."""
    sample = targeted_attack(Source())[0]
    image = sample.prompt.pictures[0].image().convert("RGB").resize((128, 128))
    wanted = Goal(sample.prompt, str(sample.facts["opening"]), True)
    (made,) = transfer([base()], [wanted], [image], Transfer(EPS, STEPS, spectra=2))
    shot = save_attacked(np.asarray(made), image, EPS, tmp_path)
    (before,), (after,) = (nearness([base()], wanted, image, seen, None) for seen in (image, shot.image()))
    assert after > before + 0.5
