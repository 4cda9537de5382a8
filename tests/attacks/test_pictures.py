"""What an attack saves is within the bound, on the file, or it does not count."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fixtures.attacks.noise import random_signs
from fixtures.attacks.pictures import AttackError, linf, save_attacked, to_bytes

EPS = [2 / 255, 4 / 255, 8 / 255, 16 / 255]


def picture(seed: int) -> Image.Image:
    """Random pixels, black and white among them."""
    pixels = np.random.default_rng(seed).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    pixels[0], pixels[1] = 0, 255
    return Image.fromarray(pixels)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.integers(0, 999), st.sampled_from(EPS))
def test_anything_in_the_ball_stays_in_the_ball(tmp_path: Path, seed: int, eps: float) -> None:
    """Rounding to 8 bits keeps the bound; truncation would break it."""
    clean = picture(seed)
    pixels = np.asarray(clean, dtype=np.float32) / 255
    moved = np.clip(pixels + np.random.default_rng(seed).uniform(-eps, eps, pixels.shape), 0, 1).astype(np.float32)
    saved = save_attacked(moved, clean, eps, tmp_path)
    assert saved.file is not None
    assert linf(saved.file, clean) <= round(eps * 255)
    assert np.array_equal(np.asarray(saved.look()), to_bytes(moved))


def test_truncation_would_have_been_caught(tmp_path: Path) -> None:
    """A planted fault: one level too far is an error that names the file and the distance."""
    clean = Image.new("RGB", (4, 4), (100, 100, 100))
    with pytest.raises(AttackError, match=r"is 9/255 from the clean picture, the bound is 8/255"):
        save_attacked(np.full((4, 4, 3), 109 / 255), clean, 8 / 255, tmp_path)


@given(st.integers(0, 99), st.sampled_from(EPS))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_noise_moves_every_pixel_that_can_move(tmp_path: Path, seed: int, eps: float) -> None:
    """By eps exactly, up about as often as down, the same for the same key."""
    clean = Image.new("RGB", (32, 32), (128, 128, 128))
    saved = random_signs(clean, eps, str(seed), tmp_path)
    moved = np.asarray(saved.look(), dtype=int) - 128
    assert set(np.unique(np.abs(moved))) == {round(eps * 255)}
    assert abs(np.sign(moved).mean()) < 0.1
    assert random_signs(clean, eps, str(seed), tmp_path).key == saved.key
    assert random_signs(clean, eps, f"{seed}'", tmp_path).key != saved.key
