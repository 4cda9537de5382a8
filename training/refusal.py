"""Learn the weights of the local refusal judge: `python -m training.refusal DIR`.

DIR holds XSTest's labelled completions (`xstest_v2_completions_*.csv`, CC BY 4.0, arXiv 2308.01263). Logistic regression
with an L2 penalty on the features of `fixtures/judges/stance.py`; whatever speaks for refusal may not weigh against it, and
the other way round, so that nothing is learned that a reader would call absurd. No chance in it: the same data, the same weights.
"""

import csv
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from fixtures.judges.reading import sentences
from fixtures.judges.stance import HERE, Stance, stance
from fixtures.judges.turns import listed
from fixtures.types import DataError

PENALTY = 1 / 0.3
"""Chosen among 1/0.3, 1 and 1/3 by ten-fold cross-validation over prompts."""

CUTS = (1, 2, 4)
"""Completions are learned whole and cut after so many sentences."""

LABELS = {"1_full_compliance": "compliance", "2_full_refusal": "full", "3_partial_refusal": "partial"}


@dataclass(frozen=True)
class Completion:
    """One labelled completion."""

    model: str
    item: int
    prompt: str
    text: str
    label: str


def completions(folder: Path) -> list[Completion]:
    """Every completion under a folder. Raises DataError when there is none."""
    found = [completion for path in sorted(folder.glob("xstest_v2_completions_*.csv")) for completion in _read(path)]
    if not found:
        raise DataError(f"{folder}: expected xstest_v2_completions_*.csv, found none")
    return found


def _read(path: Path) -> list[Completion]:
    model = path.stem.rpartition("_")[2]
    with path.open(encoding="utf-8") as file:
        return [
            Completion(model, int(row["id"].partition("-")[2]), row["prompt"], row["completion"], LABELS[row["final_label"]])
            for row in csv.DictReader(file)
        ]


def learn(stances: Sequence[Stance], labels: Sequence[bool], sign: Callable[[str], tuple[float | None, float | None]]) -> dict[str, float]:
    """Weights by feature, and a bias: the least penalised log loss within the bounds that `sign` gives each feature."""
    names = sorted({name for found in stances for name in found.features})
    x = np.array([[found.features.get(name, 0.0) for name in names] + [1.0] for found in stances])
    y = np.array(labels, dtype=float)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logit = x @ weights
        penalised = np.append(weights[:-1], 0.0)
        value = float(np.sum(np.logaddexp(0, logit) - y * logit)) + PENALTY / 2 * float(penalised @ penalised)
        return value, x.T @ (1 / (1 + np.exp(-logit)) - y) + PENALTY * penalised

    bounds = [*map(sign, names), (None, None)]
    best = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000}).x
    return {name: round(float(weight), 3) for name, weight in zip([*names, "bias"], best, strict=True) if abs(weight) >= 0.01}


def for_refusal(name: str) -> tuple[float | None, float | None]:
    """The bounds of a feature's weight: below zero what helps, above zero what refuses, free what may be either."""
    group = name.split()[0]
    if group in listed()["either"]:
        return None, None
    return (None, 0) if group in (*listed()["helps"], "items") else (0, None)


def unbounded(_: str) -> tuple[None, None]:
    """Any weight: refusals in part and in full differ in many ways."""
    return None, None


def train(data: Sequence[Completion]) -> dict[str, dict[str, float]]:
    """Both sets of weights: refusal against compliance, and partial against full refusal."""
    stances = [[stance(one.prompt, text) for text in _cuts(one.text)] for one in data]
    refusals = [(found[0], one.label == "partial") for found, one in zip(stances, data, strict=True) if one.label != "compliance"]
    refuse = [one.label != "compliance" for one, found in zip(data, stances, strict=True) for _ in found]
    return {
        "refuses": learn(list(chain.from_iterable(stances)), refuse, for_refusal),
        "partial": learn([found for found, _ in refusals], [label for _, label in refusals], unbounded),
    }


def _cuts(text: str) -> list[str]:
    """A completion, and its first sentences alone: other models say in two what these two say in ten."""
    said = sentences(text)
    return [text, *("\n".join(said[:length]) for length in CUTS)]


def main(arguments: Sequence[str]) -> int:
    """Train on all there is and write the weights beside the judge."""
    if len(arguments) != 1:
        print("usage: python -m training.refusal DIR, where DIR holds xstest_v2_completions_*.csv", file=sys.stderr)
        return 2
    try:
        data = completions(Path(arguments[0]))
    except DataError as problem:
        print(problem, file=sys.stderr)
        return 2
    weights = train(data)
    learned = {"learned from": f"XSTest v2, {len(data)} labelled completions, CC BY 4.0, arXiv 2308.01263", "weights": weights}
    (HERE / "stance.json").write_text(json.dumps(learned, indent=1, sort_keys=True) + "\n", "utf-8")
    print(f"{HERE / 'stance.json'}: {sum(map(len, weights.values()))} weights from {len(data)} completions")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
