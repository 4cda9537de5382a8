"""R.4: clean pictures with the name of what they show; the attack comes later."""

from pathlib import Path

from fixtures.datasets.multitrust import untargeted_attack


def test_the_first_label_is_the_target_and_the_others_are_synonyms(tree: Path) -> None:
    """In file order."""
    samples = untargeted_attack.load(tree, 0)

    assert [(sample.target, sample.facts, sample.variant) for sample in samples] == [
        ("dog", {"synonyms": ["puppy"]}, ""),
        ("cup", {"synonyms": []}, ""),
    ]


def test_the_shipped_attacked_pictures_are_not_needed(tree: Path) -> None:
    """They were made for other models; no folder `untarget` or `target` has to be there."""
    assert not (tree / "robustness/adv_nips/source/untarget").exists()

    assert len(untargeted_attack.load(tree, 0)) == 2


def test_pairs_lengths_and_sources(tree: Path) -> None:
    """A clean picture and its attacked one are to share a pair, so each picture has its own."""
    samples = untargeted_attack.load(tree, 0)

    assert [sample.pair for sample in samples] == ["R.4/1", "R.4/2"]
    assert {(sample.prompt.max_new_tokens, len(sample.prompt.pictures)) for sample in samples} == {(300, 1)}
    assert {sample.source for sample in samples} <= set(untargeted_attack.SOURCES)
