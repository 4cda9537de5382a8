"""`python -m benchmarks.defences`: what mitigations are worth against attacks that know them, and against attacks that do not.

R.4's things that the model behind each mitigation names on clean pictures are led away from, to the end of the budget: by pictures made
on the model alone (static), and by pictures made through the mitigation (adaptive; straight-through, and the mean over draws). Both are
asked about behind the mitigation, on the PNG read back from disk, and read by R.4's judge.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace

from adapters.load import load_model
from adapters.transformers_model import TransformersModel
from benchmarks.attacks import STEPS, named_clean, ours, success
from fixtures.attacks.adaptive import Defended
from fixtures.attacks.making import Budget
from fixtures.mitigations import mitigation, names
from fixtures.purifying import Mitigations


def figures(name: str = "pocket", count: int = 64, levels: Sequence[int] = (4, 8), steps: int = STEPS) -> Iterator[tuple[str, str]]:
    """For each mitigation and bound, in 1/255: how many of the things named before are named no longer."""
    model = load_model(name)
    if not isinstance(model, TransformersModel):
        raise SystemExit(f"{name} has no gradients; give a local model, such as pocket")
    for chosen in ("", *names()):
        defended = Defended(model, Mitigations((mitigation(chosen),) if chosen else ()))
        samples, goals = named_clean(defended, count)
        goals = [replace(goal, unsaid=()) for goal in goals]  # an attack that stops early is weaker behind what it does not know
        clean = [model.fixed_point(goal.prompt.pictures[-1]) for goal in goals]
        for level in levels:
            budget = Budget(level / 255, steps)
            static = success(defended, samples, clean, ours(model, goals, clean, budget), budget.eps)
            lost = f"static {static} of {len(samples)}"
            if chosen:
                adaptive = success(defended, samples, clean, ours(defended, goals, clean, budget), budget.eps)
                lost += f", adaptive {adaptive} of {len(samples)}"
            yield f"{name} behind {chosen or 'nothing'}, {level}/255, {steps} steps: no longer named", lost


def main() -> None:
    """Print them, one line a figure."""
    parser = argparse.ArgumentParser(description=figures.__doc__)
    parser.add_argument("--model", default="pocket")
    parser.add_argument("--count", type=int, default=64, help="pictures")
    parser.add_argument("--levels", type=int, nargs="+", default=[4, 8], help="bounds, in 1/255")
    parser.add_argument("--steps", type=int, default=STEPS)
    given = parser.parse_args()
    for what, figure in figures(given.model, given.count, given.levels, given.steps):
        print(f"{what:<78} {figure}", flush=True)


if __name__ == "__main__":
    main()
