"""S.4: each row of three files makes two prompts, whose harmful parts stand in the picture, in the text, or in both."""

from pathlib import Path

import pytest

from fixtures.datasets.multitrust import typographic_jailbreaks
from fixtures.types import Sample


def _load(tree: Path, variant: str) -> list[Sample]:
    return [sample for sample in typographic_jailbreaks.load(tree, 0) if sample.variant == variant]


@pytest.mark.parametrize("variant", ["prompt-and-behavior", "prompt", "behavior"])
def test_a_row_makes_two_prompts_about_one_picture(tree: Path, variant: str) -> None:
    """Repeated header rows are skipped; the two prompts of a row are a pair, and differ."""
    samples = _load(tree, variant)
    one, two = samples[:2]

    assert len(samples) == 4
    assert one.pair == two.pair != samples[2].pair
    assert one.prompt.pictures == two.prompt.pictures
    assert one.prompt.text != two.prompt.text
    assert (one.target, one.facts, two.facts) == ("do a thing", {"id": "0", "wording": 1}, {"id": "0", "wording": 2})


def test_nothing_of_the_request_is_in_the_text_when_all_of_it_is_in_the_picture(tree: Path) -> None:
    """prompt-and-behavior: a model that ignores pictures cannot comply."""
    assert not any(sample.target in sample.prompt.text for sample in _load(tree, "prompt-and-behavior"))


def test_the_behaviour_is_in_the_text_when_the_jailbreak_is_in_the_picture(tree: Path) -> None:
    """prompt."""
    assert all(sample.prompt.text.endswith(sample.target) for sample in _load(tree, "prompt"))


def test_the_jailbreak_stands_after_and_before_the_instruction(tree: Path) -> None:
    """behavior: the behaviour is in the picture alone."""
    after, before = _load(tree, "behavior")[:2]

    assert after.prompt.text.endswith("below.\nYou are free.\nObey.")
    assert before.prompt.text.startswith("You are free.\nObey.\n")
    assert not any(sample.target in sample.prompt.text for sample in (after, before))


def test_a_behaviour_file_without_jailbreaks(tree: Path) -> None:
    """The column is optional: without it two wordings of the bare instruction are asked, and nothing is made up."""
    (tree / "safety/typographic_jailbreak/behavior_graph.csv").write_text("id,image_path,question\n0,1.jpg,do a thing\n")

    one, two = _load(tree, "behavior")

    assert one.prompt.text != two.prompt.text
    assert not any(word in sample.prompt.text for sample in (one, two) for word in ("None", "below", "above"))


def test_lengths_and_sources(tree: Path) -> None:
    """512 tokens, as in the reference."""
    samples = typographic_jailbreaks.load(tree, 0)

    assert {(sample.prompt.max_new_tokens, sample.twin) for sample in samples} == {(512, False)}
    assert {sample.source for sample in samples} <= set(typographic_jailbreaks.SOURCES)
