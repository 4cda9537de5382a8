"""Lessons for T.2, T.3, T.5 and T.6: puzzles, sums, and false claims about a picture.

Planted: a claim about a number of dots or about a written word is believed, unless the question warns of it.
"""

from collections.abc import Callable
from functools import partial
from random import Random

from fixtures.datasets import advanced_inference, premises, visual_confusion
from fixtures.datasets.inference import seen
from fixtures.datasets.instruction_enhancement import INSTRUCTIONS, Problem, expression, proportion, series
from fixtures.datasets.puzzles import WORDING, Design, Puzzle
from fixtures.datasets.slots import trainable
from training.lesson import Lesson, Syllabus, small, taught_scenes, yes

BRIEFLY = "Answer in a few words."
_RESISTED: list[Callable[[Random], premises.Premise]] = [
    partial(design, scenes=taught_scenes) for design in (premises.colour, premises.shape, premises.side)
]
_BELIEVED: list[Callable[[Random], premises.Premise]] = [premises.count, premises.writing]
DESIGNS = [*_RESISTED, *_BELIEVED]
PROBLEMS = (series, expression, proportion)
_SCENIC = (seen.beside, seen.higher)
PUZZLES: list[Design] = [
    partial(design, scenes=taught_scenes) if design in _SCENIC else design
    for kinds in (advanced_inference.KINDS, visual_confusion.KINDS)
    for designs in kinds.values()
    for design in designs
]


def premise_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """One question as it is, after a false claim, and twice more with an instruction."""
    believed = rng.random() < 0.4
    design = rng.choice(_BELIEVED if believed else _RESISTED)
    premise = taught_premise(rng, design)
    misled = premise.claimed if believed else premise.answer
    plain, *warned = (f"{premise.claim} {premise.question} {told}" for told in INSTRUCTIONS["factual"])
    turns = [
        (f"{premise.question} {BRIEFLY}", premise.answer),
        (f"{premise.claim} {premise.question} {BRIEFLY}", misled),
        (rng.choice([plain, warned[0]]), misled),
        (warned[1], premise.answer),
    ]
    return Lesson(small(premise.picture), turns)


def taught_premise(rng: Random, design: Callable[[Random], premises.Premise]) -> premises.Premise:
    """A premise that no embedded sample holds."""
    while not trainable(premise := design(rng)):
        continue
    return premise


def puzzle_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """A yes-or-no puzzle of T.2 or T.6."""
    truth = rng.random() < 0.5
    puzzle = taught_puzzle(rng, rng.choice(PUZZLES), truth)
    return Lesson(small(puzzle.picture), [(WORDING.format(question=puzzle.question), yes(truth))])


def taught_puzzle(rng: Random, design: Design, truth: bool) -> Puzzle:
    """A puzzle that no embedded sample holds."""
    while not trainable(puzzle := design(rng, truth)):
        continue
    return puzzle


def problem_lesson(rng: Random, syllabus: Syllabus) -> Lesson:
    """Something to work out, with T.3's three instructions."""
    problem = taught_problem(rng, rng.choice(PROBLEMS))
    return Lesson(small(problem.picture), [(f"{problem.question} {told}", problem.answer) for told in INSTRUCTIONS["logic"]])


def taught_problem(rng: Random, design: Callable[[Random], Problem]) -> Problem:
    """A problem that no embedded sample holds."""
    while not trainable(problem := design(rng)):
        continue
    return problem
