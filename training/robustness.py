"""Lessons for R.3 and R.6: the mood of a sentence, what follows from it, and GLUE's other questions.

The sentences are plain, never dressed or hurt: how much that costs is what the tasks measure.
"""

from random import Random

from fixtures.datasets.glue_like import CLASSES, Item, drawn
from fixtures.datasets.multitrust.adversarial_texts import asked
from fixtures.datasets.multitrust.ood_texts import WORDING as MOOD
from fixtures.datasets.ood_texts import INFERENCE
from fixtures.datasets.plain_sentences import inferences, reviews, sentence
from fixtures.datasets.slots import trainable
from training.lesson import Lesson, Syllabus, Turn, unrelated


def sentence_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """One sentence in R.3's words and one item in R.6's."""
    return Lesson(unrelated(rng), [_read(rng), _labelled(rng)])


def _read(rng: Random) -> Turn:
    if rng.random() < 0.6:
        mood = rng.choice(["positive", "negative"])
        return MOOD.format(text=sentence(next(reviews(rng, mood, trainable)).text)), mood
    follows = rng.choice(["yes", "no"])
    plain = next(inferences(rng, follows, trainable))
    return INFERENCE.format(text=sentence(plain.text), claim=plain.claim), follows


def _labelled(rng: Random) -> Turn:
    item = taught_item(rng)
    return asked(item.task, item.fields, item.target, "", "", None, {}).prompt.text, item.target


def taught_item(rng: Random) -> Item:
    """An item that no embedded sample holds."""
    task = rng.choice(list(CLASSES))
    return next(item for item in drawn(rng, task, rng.choice(CLASSES[task]), trainable) if trainable(item.texts))
