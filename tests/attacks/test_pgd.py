"""PGD and APGD on pocket: stronger with a larger bound, more steps and more starts, within the ball, and never weaker than plain."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from adapters.transformers_model import TransformersModel
from adapters.types import Prompt, TeacherForced
from benchmarks.attacks import plain, success
from fixtures.attacks.making import Budget
from fixtures.types import UsageError
from tests.attacks.material import SAMPLES, away, clean, hurt, made, shots


def test_eps_monotonicity_a_larger_bound_hurts_more(pocket: TransformersModel) -> None:
    """Loss of the clean answer rises with eps."""
    goals = away(pocket, [0, 5])
    losses = [sum(hurt(pocket, goals, made(pocket, goals, Budget(eps / 255, 5)))) for eps in (1, 4, 16)]
    assert losses == sorted(losses)
    assert losses[-1] > losses[0] + 1


def test_too_few_steps_every_sample_gains_from_more(pocket: TransformersModel) -> None:
    """A longer run begins like a shorter one, so that no sample can lose."""
    goals = away(pocket, [0, 5])
    few, more = (made(pocket, goals, Budget(4 / 255, steps)) for steps in (1, 6))
    rising = zip(*(hurt(pocket, goals, found) for found in (clean(pocket, goals), few, more)), strict=True)
    assert all(before < short <= long for before, short, long in rising)
    assert [one.steps for one in more] == [6, 6]


def test_restarts_never_lose_and_begin_elsewhere(pocket: TransformersModel) -> None:
    """The best of two starts; another seed makes another picture, the same seed the same."""
    goals = away(pocket, [0])
    one, other, again, both = (
        made(pocket, goals, Budget(2 / 255, 2, seed=seed, restarts=n)) for seed, n in ((0, 1), (1, 1), (0, 1), (0, 2))
    )
    assert shots(one) == shots(again)
    assert shots(one) != shots(other)
    (first,), (second,), (better,) = (hurt(pocket, goals, found) for found in (one, other, both))
    assert better == max(first, second)


@pytest.mark.parametrize("method", ["pgd", "apgd", "mifgsm", "difgsm"])
def test_pixels_stay_in_the_ball_and_the_range(pocket: TransformersModel, method: str) -> None:
    """On the file's levels, before there is a file."""
    goals = away(pocket, [0, 5])
    for one, image in zip(made(pocket, goals, Budget(8 / 255, 3, method)), clean(pocket, goals), strict=True):
        distance = np.abs(one.pixels * 255 - np.asarray(image, dtype=np.float32)).max()
        assert 1 < distance <= 8 + 1e-3
        assert one.pixels.min() >= 0
        assert one.pixels.max() <= 1
        assert one.pixels.dtype == np.float32


def test_early_stop_is_no_weaker_than_the_whole_run_nor_than_plain_torchattacks(pocket: TransformersModel) -> None:
    """Success is the real `generate`'s on the PNG read back, for the same pictures, bound and steps; ours stops early, the others never."""
    places = [place for place, goal in enumerate(away(pocket, range(6))) if str(SAMPLES[place].target) in goal.text]
    samples, budget = [SAMPLES[place] for place in places], Budget(8 / 255, 10)
    short, whole = away(pocket, places, until_unsaid=True), away(pocket, places)
    pictures = clean(pocket, whole)
    early = made(pocket, short, budget)
    hits = [
        success(pocket, samples, pictures, moved, budget.eps)
        for moved in (
            [one.pixels for one in early],
            [one.pixels for one in made(pocket, whole, budget)],
            plain(pocket, whole, pictures, budget),
            plain(pocket, whole, pictures, Budget(8 / 255, 10, "apgd")),
        )
    ]
    assert hits[0] >= max(hits[1:]) > len(places) // 2
    assert sum(one.steps for one in early) < 10 * len(places)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"method": "pdg"}, "choose from pgd, pgd-l2, apgd, mifgsm, difgsm"),
        ({"loss": "ce"}, "choose from answer, margin, features"),
        ({"steps": 0}, "at least one step"),
        ({"method": "mifgsm", "restarts": 2}, "starts at the clean picture"),
    ],
)
def test_a_budget_that_cannot_be_spent_is_a_users_mistake(settings: dict[str, object], said: str) -> None:
    """One line, before anything is attacked."""
    with pytest.raises(UsageError, match=said):
        Budget(**{"eps": 8 / 255, "steps": 2} | settings)  # type: ignore[arg-type]


def test_early_stop_what_still_names_the_thing_in_other_words_is_led_away_from_too(
    pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every answer on the way that still names it is led away from next, up to the name: what comes after it may stay."""
    told: list[str] = []
    real = pocket.teacher_forced

    def heard(prompts: Sequence[Prompt], texts: Sequence[str], room: int = 1) -> TeacherForced:
        told.extend(texts)
        return real(prompts, texts, room)

    goals = away(pocket, [0], until_unsaid=True)
    stubborn = [replace(goals[0], unsaid=("in",))]  # every caption of pocket's says where
    monkeypatch.setattr(pocket, "teacher_forced", heard)
    (found,) = made(pocket, stubborn, Budget(8 / 255, 6))
    assert found.steps == 6
    assert {text.rpartition(" ")[2] for text in told} == {"in"}
    assert len(set(told)) > 1


def test_restarts_of_what_is_asked_about_keep_the_better_by_the_clean_answer(pocket: TransformersModel) -> None:
    """The runs led away from other words in between, and were not even looked at: they are held against each other afterwards."""
    whole = away(pocket, [0, 5])
    stubborn = [replace(goal, unsaid=("in",)) for goal in whole]
    found = [hurt(pocket, whole, made(pocket, stubborn, Budget(2 / 255, 2, seed=seed, restarts=n))) for seed, n in ((0, 1), (1, 1), (0, 2))]
    for first, second, both in zip(*found, strict=True):
        assert both == pytest.approx(max(first, second), abs=1e-4)
