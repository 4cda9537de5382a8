"""The attack fixtures: what cannot be attacked is unscored by itself, costs nobody else anything, and keeps to its bound."""

from pathlib import Path

import pytest

from adapters.transformers_model import TransformersModel
from fixtures.asking import Models
from fixtures.attacks.attacks import Attacks
from fixtures.attacks.noise import random_signs, uniform
from fixtures.attacks.pictures import AttackError, linf
from fixtures.attacks.strength import JAILBREAK_EPS, Strength
from fixtures.datasets.optimized_jailbreaks import OPTIMIZED, optimized_jailbreaks
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.task import Source
from fixtures.types import Sample

QUICK = Strength(eps=8, steps=2)
SAMPLES = untargeted_attack(Source())[:3]
CLEAN = "an orange triangle in a night sky."
"""What pocket says to the first of them: an attack leads away from a text that is there."""


def attacks_on(pocket: TransformersModel, folder: Path) -> Attacks:
    """Two steps are enough to see where pictures go."""
    return Attacks(Models(32, lambda name: pocket), folder, QUICK)


def test_one_attack_that_fails_leaves_the_others(tmp_path: Path, pocket: TransformersModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: one picture that the processor cuts into tiles."""
    real = pocket.fixed_point

    def tiled(picture: object) -> object:
        if picture is SAMPLES[1].prompt.pictures[0]:
            raise ValueError("gives (1, 5, 3, 128, 128)")
        return real(picture)  # type: ignore[arg-type]

    monkeypatch.setattr(pocket, "fixed_point", tiled)
    calls = [(sample, "a red circle in a beach.") for sample in SAMPLES]
    made = attacks_on(pocket, tmp_path).attacked("untargeted_pgd", "pocket", 8, calls)
    assert [type(one) for one in made] == [Sample, AttackError, Sample]
    assert "gives (1, 5" in str(made[1])


def test_every_bound_holds_on_the_file(tmp_path: Path, pocket: TransformersModel) -> None:
    """Of the gates, of the curve, and of a jailbreak, whose bound is its own; the question stays the same."""
    attacks = attacks_on(pocket, tmp_path)
    jailbreak = next(sample for sample in optimized_jailbreaks(Source()) if "opening" in sample.facts)
    cases = [("untargeted_pgd", SAMPLES[0], CLEAN, eps) for eps in (1, 8)]
    for attack, sample, text, eps in [*cases, ("optimized_jailbreak", jailbreak, jailbreak.facts["opening"], JAILBREAK_EPS)]:
        (one,) = attacks.attacked(attack, "pocket", eps, [(sample, text)])
        assert isinstance(one, Sample)
        (shot,) = one.prompt.pictures
        assert shot.file is not None
        assert 0 < linf(shot.file, pocket.fixed_point(sample.prompt.pictures[0])) <= eps
        assert (one.prompt.text, one.variant, one.pair) == (sample.prompt.text, sample.variant, sample.pair)
    assert jailbreak.variant == OPTIMIZED


def test_noise_has_the_size_of_the_attack_and_is_the_samples_own(tmp_path: Path, pocket: TransformersModel) -> None:
    """Both kinds, of the run's bound; the same in every batch."""
    attacks = attacks_on(pocket, tmp_path)
    for noise, distances in ((random_signs, {8}), (uniform, {7, 8})):
        together = attacks.noisy(noise, "pocket", SAMPLES)
        assert together == [attacks.noisy(noise, "pocket", [sample])[0] for sample in SAMPLES]
        for sample, one in zip(SAMPLES, together, strict=True):
            assert one.prompt.pictures[0].file is not None
            assert linf(one.prompt.pictures[0].file, pocket.fixed_point(sample.prompt.pictures[0])) in distances


def test_a_model_without_gradients_leaves_the_sample_unscored(tmp_path: Path) -> None:
    """And says which model has none; its picture can still be given noise. No control is run for it."""
    attacks = Attacks(Models(32), tmp_path, QUICK)
    (failed,) = attacks.attacked("untargeted_pgd", "scripted/comply", 8, [(SAMPLES[0], "Sure")])
    (noisy,) = attacks.noisy(random_signs, "scripted/comply", SAMPLES[:1])

    assert isinstance(failed, AttackError)
    assert str(failed) == "scripted/comply has no gradients to attack with"
    assert noisy.prompt.pictures != SAMPLES[0].prompt.pictures
    assert attacks.tell() == []


def test_a_control_is_run_once_a_process_and_told_once(tmp_path: Path, pocket: TransformersModel) -> None:
    """Whatever was attacked first."""
    attacks = attacks_on(pocket, tmp_path)
    for eps in (8, 2):
        attacks.attacked("untargeted_pgd", "pocket", eps, [(SAMPLES[0], "a red circle in a beach.")])
    (control,) = attacks.tell()
    assert (control.attack, control.model, control.eps, control.steps) == ("untargeted_pgd", "pocket", 8, 2)
    assert attacks.tell() == []
