"""A model without gradients is attacked through surrogates when a run names some: labelled, controlled, kept, and never asked."""

from pathlib import Path

import pytest

from adapters.cache.store import Store
from adapters.load import load_model
from adapters.types import Model, Picture
from fixtures.asking import Models
from fixtures.attacks import transferred
from fixtures.attacks.attacks import Attacks
from fixtures.attacks.controls import Control
from fixtures.attacks.pictures import AttackError, linf
from fixtures.attacks.shots import Shots
from fixtures.attacks.strength import JAILBREAK_EPS, Strength
from fixtures.attacks.transferred import Transferred
from fixtures.datasets.optimized_jailbreaks import optimized_jailbreaks
from fixtures.datasets.targeted_attack import aimed_at, targeted_attack
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.task import Source
from fixtures.types import Sample
from tests.attacks.towers import clip

MUTE = "scripted/echo"


def _small(sample: Sample) -> Sample:
    """The sample with its picture at 64 pixels a side."""
    return sample.with_picture(_small_picture(sample.prompt.pictures[0]))


def _small_picture(shot: Picture) -> Picture:
    return Picture(f"{shot.key} small", lambda: shot.image().convert("RGB").resize((64, 64)))


AWAY, TOWARDS = (_small(attack(Source())[0]) for attack in (untargeted_attack, targeted_attack))
CALLS = {"untargeted_pgd": (AWAY, "a red star."), "targeted_pgd": (TOWARDS, str(TOWARDS.facts["opening"]))}


@pytest.fixture(scope="session")
def tower(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A CLIP's folder."""
    return clip(tmp_path_factory.mktemp("surrogate"))


def never_asked(name: str) -> Model:
    """A model that fails the test when anybody asks it."""
    model = load_model(name)
    model.generate = lambda prompts: pytest.fail("the target was asked while the picture was made")  # type: ignore[method-assign]
    return model


def attacks_with(surrogates: list[str], folder: Path, store: Store | None = None) -> Attacks:
    """Three steps are enough to see where pictures go."""
    return Attacks(Models(32, never_asked), folder, Strength(eps=8, steps=3), store=store, surrogates=surrogates)


@pytest.mark.parametrize("attack", CALLS)
def test_a_picture_is_made_labelled_and_controlled(tower: str, tmp_path: Path, attack: str) -> None:
    """Within the bound on the file, at the size at which the sample has it; the control is of the surrogate and says so."""
    attacks = attacks_with([tower], tmp_path)
    sample, text = CALLS[attack]
    (one,) = attacks.attacked(attack, MUTE, 8, [(sample, text)])
    assert isinstance(one, Sample)
    assert one.facts["attack made by"] == f"transfer from {tower} (ssa-cwa)"
    (shot,) = one.prompt.pictures
    assert shot.file is not None
    assert 0 < linf(shot.file, sample.prompt.pictures[0].image()) <= 8
    (control,) = attacks.tell()
    assert (control.attack, control.model, control.fault) == (attack, MUTE, "")
    assert len(control.checks) == 2
    assert all(check.name.startswith(f"transfer from {tower}") for check in control.checks)


def test_a_picture_of_what_is_aimed_at_is_reached_by_m_attack(tower: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the run knows one; words alone go by SSA-CWA. Label, control and store tell them apart; another picture has another key."""
    store, text = Store(tmp_path / "store.db"), str(TOWARDS.facts["opening"])
    aims = {**aimed_at(0), text: _small_picture(aimed_at(0)[text])}

    def made(aims: dict[str, Picture]) -> tuple[Sample | AttackError, list[Control]]:
        attacks = Attacks(Models(32, never_asked), tmp_path, Strength(eps=8, steps=3), 0, store, [tower], aims)
        (one,) = attacks.attacked("targeted_pgd", MUTE, 8, [(TOWARDS, text)])
        return one, attacks.tell()

    aimed, (control,) = made(aims)
    worded, _ = made({})
    assert isinstance(aimed, Sample)
    assert isinstance(worded, Sample)
    assert aimed.facts["attack made by"] == f"transfer from {tower} (m-attack)"
    assert worded.facts["attack made by"] == f"transfer from {tower} (ssa-cwa)"
    assert control.fault == ""
    assert all(check.name.startswith(f"transfer from {tower} (m-attack)") for check in control.checks)
    monkeypatch.setattr(transferred, "transfer", lambda *args: [AttackError("made again")])
    again, _ = made(aims)
    assert isinstance(again, Sample)
    assert again.prompt.pictures[0].key == aimed.prompt.pictures[0].key
    assert str(made({**aims, text: _small_picture(aimed_at(1)[next(iter(aimed_at(1)))])})[0]) == "made again"
    store.close()


def test_every_opening_that_is_aimed_at_has_its_picture() -> None:
    """For any seed; and it shows that thing."""
    for seed in (0, 3):
        aims = aimed_at(seed)
        assert all(sample.facts["opening"] in aims for sample in targeted_attack(Source(seed)))
        assert all(sample.prompt.pictures[0].key in {shot.key for shot in aims.values()} for sample in targeted_attack(Source(seed))[:1])


def test_what_the_target_says_does_not_matter_to_the_picture(tower: str, tmp_path: Path) -> None:
    """It is not part of the optimisation: another clean answer, the same picture."""
    attacks = attacks_with([tower], tmp_path)
    made = attacks.attacked("untargeted_pgd", MUTE, 8, [(AWAY, "a red star."), (AWAY, "something else.")])
    assert all(isinstance(one, Sample) for one in made)
    assert len({one.prompt.pictures[0].key for one in made if isinstance(one, Sample)}) == 1


def test_jailbreaks_and_runs_without_surrogates_stay_unscored(tower: str, tmp_path: Path) -> None:
    """No transfer where none was seen to work, nor where nobody asked for it; a model with gradients is attacked itself."""
    request = next(sample for sample in optimized_jailbreaks(Source()) if "opening" in sample.facts)
    cases = [([tower], "optimized_jailbreak", request, JAILBREAK_EPS), ([], "untargeted_pgd", AWAY, 8)]
    for surrogates, attack, sample, eps in cases:
        (failed,) = attacks_with(surrogates, tmp_path).attacked(attack, MUTE, eps, [(sample, "sure")])
        assert str(failed) == f"{MUTE} has no gradients to attack with"
    assert isinstance(attacks_with([tower], tmp_path)._shots_of(MUTE), Transferred)
    own = Attacks(Models(32), tmp_path, Strength(), surrogates=[tower])
    assert isinstance(own._shots_of("pocket"), Shots)


def test_a_broken_transfer_fails_its_control(tower: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: pictures come out as they went in."""
    monkeypatch.setattr(transferred, "transfer", lambda surrogates, goals, clean, *_: [_unmoved(image) for image in clean])
    attacks = attacks_with([tower], tmp_path)
    attacks.attacked("untargeted_pgd", MUTE, 8, [CALLS["untargeted_pgd"]])
    (control,) = attacks.tell()
    assert "not so: it moves every surrogate further than noise does" in control.fault


def _unmoved(image: object) -> object:
    import numpy as np

    return np.asarray(image, dtype=np.float32) / 255


def test_a_second_run_makes_nothing(tower: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept by content, surrogates and seed: whichever target is asked about it."""
    store = Store(tmp_path / "store.db")
    (first,) = attacks_with([tower], tmp_path, store).attacked("untargeted_pgd", MUTE, 8, [CALLS["untargeted_pgd"]])
    monkeypatch.setattr(transferred, "transfer", lambda *args: [AttackError("made again")])
    again = Attacks(Models(32, never_asked), tmp_path, Strength(eps=8, steps=3), store=store, surrogates=[tower])
    (second,) = again.attacked("untargeted_pgd", "scripted/comply", 8, [CALLS["untargeted_pgd"]])
    assert isinstance(first, Sample)
    assert isinstance(second, Sample)
    assert second.prompt.pictures[0].key == first.prompt.pictures[0].key
    other = Attacks(Models(32, never_asked), tmp_path, Strength(eps=8, steps=3), 1, store, [tower])
    assert str(other.attacked("untargeted_pgd", MUTE, 8, [CALLS["untargeted_pgd"]])[0]) == "made again"
    store.close()
