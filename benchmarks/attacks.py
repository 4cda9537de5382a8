"""Our attacks against plain torchattacks, sample by sample: same pictures, bound, steps and step size, in one process.

Success is what the real `generate` says to the PNG read back from disk, as the R.4 judge reads it. Plain means what torchattacks'
users write: a wrapper around one prompt, the processor's own image path, the answer's cross-entropy for PGD, the answer's smallest
token margin for APGD, the picture rounded once at the end.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torchattacks
from PIL import Image

from adapters.load import load_model
from adapters.transformers_model import TransformersModel
from adapters.types import TeacherForced
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
Attacked = list[np.ndarray]


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


def ours(model: TransformersModel, goals: Sequence[Goal], clean: Sequence[Image.Image], budget: Budget) -> Attacked:
    """All of them, as the suite makes them. Raises what an attack could not do."""
    made = make(model, goals, clean, budget)
    for one in made:
        if not isinstance(one, Made):
            raise one
    return [one.pixels for one in made if isinstance(one, Made)]


def success(model: TransformersModel, samples: Sequence[Sample], clean: Sequence[Image.Image], moved: Attacked, eps: float) -> int:
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


def named_clean(model: TransformersModel, count: int) -> tuple[list[Sample], list[Goal]]:
    """R.4's samples that the model names when nothing is done to them, and what an attack on each is for."""
    samples = untargeted_attack(Source())[:count]
    responses = model.generate([sample.prompt for sample in samples])
    pairs = [pair for pair in zip(samples, responses, strict=True) if mentions(Answer(*pair)).value]
    goals = [Goal(sample.prompt, response.text, towards=False, unsaid=(str(sample.target),)) for sample, response in pairs]
    return [sample for sample, _ in pairs], goals


def timed(make_them: Callable[[], Attacked]) -> tuple[Attacked, float, float]:
    """What it made, in how many seconds, and in how many seconds of all cores together, which other programs disturb less."""
    began, worked = time.perf_counter(), time.process_time()
    made = make_them()
    return made, time.perf_counter() - began, time.process_time() - worked


def figures(name: str = "pocket", count: int = 64, levels: Sequence[float] = (2, 8), steps: int = STEPS) -> Iterator[tuple[str, str]]:
    """For each bound: the attack of the suite, and plain PGD and APGD; seconds a sample and success."""
    model = load_model(name)
    assert isinstance(model, TransformersModel)
    samples, goals = named_clean(model, count)
    clean = [model.fixed_point(goal.prompt.pictures[-1]) for goal in goals]
    for level in levels:
        budget = Budget(level / 255, steps)
        contenders = {"ours": (ours, budget), "plain PGD": (plain, budget), "plain APGD": (plain, replace(budget, method="apgd"))}
        label, wall, cores = f"{name}, {level:g}/255, {steps} steps", {}, {}
        for who, (attack, spent) in contenders.items():
            moved, wall[who], cores[who] = timed(partial(attack, model, goals, clean, spent))
            hit = success(model, samples, clean, moved, budget.eps)
            yield f"{label}: {who}, seconds a sample", f"{wall[who] / len(samples):.3f} (of all cores {cores[who] / len(samples):.3f})"
            yield f"{label}: {who}, no longer named", f"{hit} of {len(samples)}"
        for who in list(contenders)[1:]:
            yield f"{label}: ours against {who} (goal 5; 15 on a GPU)", f"{wall[who] / wall['ours']:.1f}"
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
        print(f"{label:<78} {figure}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
