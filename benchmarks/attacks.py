"""Our attacks against plain torchattacks, sample by sample: same pictures, bound, steps and step size, in one process.

Success is what the real `generate` says to the PNG read back from disk, as the R.4 judge reads it. Plain means what torchattacks'
users write: a wrapper around one prompt, the processor's own image path, the answer's cross-entropy for PGD, the answer's smallest
token margin for APGD, the picture rounded once at the end.

The comparison at equal success is of as many steps as were chosen on other pictures: of RUNGS, the fewest with which ours takes at
least as many things of HELD_OUT's seeds as the better of the two does with all steps. Plain PGD may choose likewise: the fewest steps
with which it takes as many of those as with all. What is reported is measured on the pictures of seed 0, whatever comes of it there.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torchattacks
from PIL import Image

from adapters.load import load_model
from adapters.transformers_model import TransformersModel
from adapters.types import Differentiable, TeacherForced
from fixtures.attacks.losses import margins
from fixtures.attacks.making import Budget, Goal, Made, make
from fixtures.attacks.pgd import step_size
from fixtures.attacks.pictures import save_attacked
from fixtures.attacks.runs import pixels_of
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.judges.mentions import mentions
from fixtures.task import Source
from fixtures.types import Answer, Sample

STEPS = 20
RUNGS = (1, 2, 3, 5, 10)
HELD_OUT = (1, 2)
Attacked = list[np.ndarray]
Attack = Callable[[TransformersModel, Sequence[Goal], Sequence[Image.Image], Budget], Attacked]


class Plain(torch.nn.Module):
    """One prompt and its answer as torchattacks wants them: (1, vocabulary, T) logits for PGD, (1, 2) for APGD."""

    def __init__(self, network: torch.nn.Module, forced: TeacherForced, two: bool) -> None:
        super().__init__()
        self.network, self._forced, self._two = network, forced, two

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Teacher-forced logits."""
        logits = self._forced.logits(pixels)
        if not self._two:
            return logits
        least = margins(logits, self._forced.labels).amin(1)
        return torch.stack([least, torch.zeros_like(least)], 1)


def plain(model: TransformersModel, goals: Sequence[Goal], clean: Sequence[Image.Image], budget: Budget) -> Attacked:
    """One sample after the other."""
    network, pictures = model.module(), []
    for goal, image in zip(goals, clean, strict=True):
        forced = model.teacher_forced([goal.prompt], [goal.text])
        wrapped = Plain(network, forced, budget.method == "apgd").eval()
        pixels = pixels_of([image], next(network.parameters()).device)
        if budget.method == "apgd":
            attack: Any = torchattacks.APGD(wrapped, eps=budget.eps, steps=budget.steps, seed=budget.seed)
            moved = attack(pixels, torch.zeros(1, dtype=torch.long))
        else:
            attack = torchattacks.PGD(wrapped, eps=budget.eps, alpha=step_size(budget), steps=budget.steps)
            moved = attack(pixels, forced.labels)
        pictures.append(moved[0].detach().permute(1, 2, 0).cpu().numpy())
    return pictures


def ours(model: Differentiable, goals: Sequence[Goal], clean: Sequence[Image.Image], budget: Budget) -> Attacked:
    """All of them, as the suite makes them. Raises what an attack could not do."""
    made = make(model, goals, clean, budget)
    for one in made:
        if not isinstance(one, Made):
            raise one
    return [one.pixels for one in made if isinstance(one, Made)]


def success(model: Differentiable, samples: Sequence[Sample], clean: Sequence[Image.Image], moved: Attacked, eps: float) -> int:
    """How many of the samples the model no longer names, asked about the PNG read back."""
    with tempfile.TemporaryDirectory() as folder:
        pictures = [save_attacked(pixels, image, eps, Path(folder)) for pixels, image in zip(moved, clean, strict=True)]
        asked = [sample.with_picture(picture) for sample, picture in zip(samples, pictures, strict=True)]
        responses = model.generate([sample.prompt for sample in asked])
    return sum(mentions(Answer(sample, response)).value is False for sample, response in zip(asked, responses, strict=True))


def peak() -> str:
    """Memory at its highest: the GPU's where there is one, else the process's."""
    if torch.cuda.is_available():
        return f"{torch.cuda.max_memory_allocated() / 2**30:.1f} GiB of GPU"
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB"


def named_clean(model: Differentiable, count: int) -> tuple[list[Sample], list[Goal]]:
    """R.4's samples that the model names when nothing is done to them, and what an attack on each is for."""
    return goals_of(model, untargeted_attack(Source())[:count])


def goals_of(model: Differentiable, samples: Sequence[Sample]) -> tuple[list[Sample], list[Goal]]:
    """The same of these samples."""
    responses = model.generate([sample.prompt for sample in samples])
    pairs = [pair for pair in zip(samples, responses, strict=True) if mentions(Answer(*pair)).value]
    goals = [Goal(sample.prompt, response.text, towards=False, unsaid=(str(sample.target),)) for sample, response in pairs]
    return [sample for sample, _ in pairs], goals


@dataclass(frozen=True)
class Figure:
    """What an attack did: samples no longer named; seconds a sample, and seconds of all cores, which other programs disturb less."""

    steps: int
    hit: int
    wall: float
    cores: float

    def told(self, count: int) -> str:
        """In one line."""
        return f"{self.hit} of {count} no longer named, {self.wall:.3f} s a sample (of all cores {self.cores:.3f} s)"


@dataclass(frozen=True)
class Field:
    """What is attacked."""

    model: TransformersModel
    samples: Sequence[Sample]
    goals: Sequence[Goal]
    clean: Sequence[Image.Image]

    def figure(self, attack: Attack, budget: Budget) -> Figure:
        """One attack on all of it, timed; success is found out afterwards."""
        began, worked = time.perf_counter(), time.process_time()
        moved = attack(self.model, self.goals, self.clean, budget)
        wall, cores = time.perf_counter() - began, time.process_time() - worked
        hit = success(self.model, self.samples, self.clean, moved, budget.eps)
        return Figure(budget.steps, hit, wall / len(self.samples), cores / len(self.samples))

    def fewest(self, attack: Attack, budget: Budget, wanted: int) -> int | None:
        """The fewest steps, of the rungs and then the budget's own, with which an attack has as much success as is wanted."""
        rungs = [*(rung for rung in RUNGS if rung < budget.steps), budget.steps]
        return next((rung for rung in rungs if self.figure(attack, replace(budget, steps=rung)).hit >= wanted), None)


def field_of(model: TransformersModel, samples: Sequence[Sample]) -> Field:
    """What of these samples can be attacked."""
    named, goals = goals_of(model, samples)
    return Field(model, named, goals, [model.fixed_point(goal.prompt.pictures[-1]) for goal in goals])


def others_than(samples: Sequence[Sample], count: int) -> list[Sample]:
    """As many samples of each held-out seed, without the pictures of these."""
    seen = {sample.prompt.pictures[-1].key for sample in samples}
    drawn = [sample for seed in HELD_OUT for sample in untargeted_attack(Source(seed))[:count]]
    return list({key: sample for sample in drawn if (key := sample.prompt.pictures[-1].key) not in seen}.values())


@dataclass(frozen=True)
class Chosen:
    """Steps chosen on held-out pictures, and what was seen there."""

    ours: int | None
    pgd: int
    told: str


def chosen(held_out: Field, budget: Budget) -> Chosen:
    """See the head of this file."""
    pgd, apgd = (held_out.figure(plain, replace(budget, method=method)).hit for method in ("pgd", "apgd"))
    mine, theirs = held_out.fewest(ours, budget, max(pgd, apgd)), held_out.fewest(plain, budget, pgd) or budget.steps
    told = (
        f"of {len(held_out.samples)}, PGD takes {pgd} and APGD {apgd} with {budget.steps} steps; ours as many with {mine or 'no number of'}"
    )
    return Chosen(mine, theirs, f"{told} steps, PGD with {theirs}")


def figures(name: str = "pocket", count: int = 64, levels: Sequence[float] = (2, 8), steps: int = STEPS) -> Iterator[tuple[str, str]]:
    """For each bound: the attack of the suite, and plain PGD and APGD; success and seconds a sample."""
    model = load_model(name)
    assert isinstance(model, TransformersModel)
    samples = untargeted_attack(Source())[:count]
    field, held_out = field_of(model, samples), field_of(model, others_than(samples, count))
    for level in levels:
        label, budget = f"{name}, {level:g}/255", Budget(level / 255, steps)
        fewest = chosen(held_out, budget)
        yield f"{label}: held-out pictures", fewest.told
        run: dict[str, partial[Figure]] = {f"ours, steps: {steps}": partial(field.figure, ours, budget)}
        if fewest.ours not in (None, steps):
            run |= {f"ours, steps: {fewest.ours}, as chosen": partial(field.figure, ours, replace(budget, steps=fewest.ours))}
        rivals = {f"plain {method.upper()}": partial(field.figure, plain, replace(budget, method=method)) for method in ("pgd", "apgd")}
        if fewest.pgd != steps:
            rivals |= {f"plain PGD, steps: {fewest.pgd}, as chosen": partial(field.figure, plain, replace(budget, steps=fewest.pgd))}
        found, others = ({who: timed() for who, timed in side.items()} for side in (run, rivals))
        yield from ((f"{label}: {who}", figure.told(len(field.samples))) for who, figure in (found | others).items())
        for (who, one), (other, rival) in product(found.items(), others.items()):
            times = f"{rival.wall / one.wall:.1f} (of all cores {rival.cores / one.cores:.1f})"
            yield f"{label}: {who}, against {other} (goal 5; 15 on a GPU)", times
    yield f"{name}: peak memory", peak()


def main(arguments: Sequence[str]) -> None:
    """`python -m benchmarks.attacks --model=qwen-vl`, say, on a GPU."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attacks", description=__doc__)
    parser.add_argument("--model", default="pocket")
    parser.add_argument("--samples", type=int, default=64)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--eps", type=float, nargs="+", default=[2, 8], metavar="LEVELS", help="bounds, in 8-bit levels")
    given = parser.parse_args(arguments)
    for label, figure in figures(given.model, given.samples, given.eps, given.steps):
        print(f"{label:<96} {figure}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
