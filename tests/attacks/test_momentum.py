"""Momentum and input diversity: the size stays, what is judged is the whole picture, and the draws are seeded."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from adapters.transformers_model import TransformersModel
from fixtures.attacks.making import Budget
from fixtures.attacks.momentum import Diverse
from tests.attacks.material import away, clean, hurt, made, shots


@given(st.integers(0, 1000), st.integers(1, 40), st.integers(1, 40))
def test_diversity_keeps_any_size(seed: int, height: int, width: int) -> None:
    """torchattacks' own makes every picture square, and models that count patches then raise."""
    pixels, vary = torch.rand(1, 3, height, width), Diverse(seed)
    varied = [vary(pixels) for _ in range(8)]
    assert {tuple(one.shape) for one in varied} == {(1, 3, height, width)}
    assert all(float(one.min()) >= 0 and float(one.max()) <= 1 + 1e-6 for one in varied)


def test_diversity_moves_about_half_of_the_pictures_and_is_seeded() -> None:
    """The same for the same seed."""
    pixels = torch.rand(1, 3, 32, 32)
    one, same, other = ([torch.equal(vary(pixels), pixels) for _ in range(200)] for vary in (Diverse(0), Diverse(0), Diverse(1)))
    assert one == same != other
    assert 60 < sum(one) < 140


def test_last_against_best_iterate_diversity_reports_what_the_whole_picture_does(pocket: TransformersModel) -> None:
    """The best of what was looked at as it is, not the one whose shrunken gradient was best: no more steps can lose."""
    goals = away(pocket, [0])
    few, more = (made(pocket, goals, Budget(8 / 255, steps, "difgsm")) for steps in (1, 4))
    ((before,), (short,), (long,)) = (hurt(pocket, goals, found) for found in (clean(pocket, goals), few, more))
    assert before < short <= long


def test_momentum_and_diversity_are_attacks_of_their_own(pocket: TransformersModel) -> None:
    """Three methods, three pictures."""
    goals = away(pocket, [0])
    assert len({shots(made(pocket, goals, Budget(8 / 255, 3, method)))[0] for method in ("pgd", "mifgsm", "difgsm")}) == 3
