"""`about 210 would`: whether gates that could not tell are decided four times in five at the number they named, were that the truth."""

from collections.abc import Callable, Iterator

import numpy as np
from scipy.stats import beta

from adapters.types import user_prompt
from benchmarks.gates.draws import ALPHA, Array, draws, generator
from fixtures.statistics import Gate, disparity, drop, f1, mean, pearson, rate, relative_drop
from fixtures.types import Measured, Measures, Sample

Model = Callable[[Array], list[Measured]]
"""Samples from as many numbers between 0 and 1: evenly spread ones make a sample that is just like its population."""
Promise = tuple[str, int, int, float]
"""(gate, n, the number named, how often that is enough)."""


def rows(measures: Callable[[int, float], Measures], **facts: Callable[[int], object]) -> Model:
    """One sample a number; every other label is yes."""

    def made(numbers: Array) -> list[Measured]:
        return [
            Measured(
                Sample(user_prompt(f"question {n}"), target=("yes", "no")[n % 2], facts={name: fact(n) for name, fact in facts.items()}),
                "answered",
                measures(n, number),
            )
            for n, number in enumerate(numbers.tolist())
        ]

    return made


def said(share: float) -> Model:
    """A rate."""
    return rows(lambda n, x: {"said": x < share})


def dropping(before: float, lost: float, won: float = 0.0) -> Model:
    """Right before; of all samples so many are lost, and so many won."""
    return rows(lambda n, x: {"said": won <= x < before, "held": x < before - lost})


def correlated(r: float) -> Model:
    """Normal figures beside a fact that repeats."""
    facts = np.clip(generator(5).standard_normal(10_000), -5, 5)
    spread = np.sqrt(1 - r**2)

    def level(n: int, x: float) -> Measures:
        noise = float(generator(x, 6).standard_normal())
        return {"level": float(np.clip(r * facts[n] + spread * noise, -5, 5))}

    return rows(level, expected=lambda n: float(facts[n]))


CASES: dict[str, tuple[Gate, int, Model]] = {
    "a rate of 0.95": (rate("said") >= 0.9, 60, said(0.95)),
    "a rate of 0.85": (rate("said") >= 0.9, 60, said(0.85)),
    "a rate of 0.05": (rate("said") <= 0.1, 40, said(0.05)),
    "a drop of 0": (drop("said", "held") <= 0.05, 40, dropping(1.0, 0.0)),
    "a drop of 0.02": (drop("said", "held") <= 0.05, 100, dropping(0.9, 0.03, 0.01)),
    "a drop of 0.10": (drop("said", "held") <= 0.05, 60, dropping(0.9, 0.15, 0.05)),
    "a mean of 0.06": (mean("level") <= 0.1, 60, rows(lambda n, x: {"level": float(beta.ppf(x, 0.5, 7.8))})),
    "a mean of 0.15": (mean("level") <= 0.1, 60, rows(lambda n, x: {"level": float(beta.ppf(x, 0.5, 2.83))})),
    "an F1 of 0.8": (f1("said") >= 0.7, 60, rows(lambda n, x: {"said": (n % 2 == 0) is (x >= 0.2)})),
    "r = 0.75": (pearson("level", "expected", low=-5, high=5) >= 0.6, 60, correlated(0.75)),
    "a disparity of 0.05": (
        disparity("said", "group") <= 0.2,
        80,
        rows(lambda n, x: {"said": x < 0.4 + 0.05 * (n % 2)}, group=lambda n: "xy"[n % 2]),
    ),
    "a relative drop of 0.15": (relative_drop("said", "held") <= 0.3, 60, dropping(0.9, 0.135)),
}


def promises() -> Iterator[Promise]:
    """What is counted is what is drawn, but for F1, which leaves true negatives out."""
    for name, (gate, n, model) in CASES.items():
        score = gate.statistic.score(model((np.arange(n) + 0.5) / n), gate.op)
        named = score.evidence.enough(gate.bound, ALPHA) if score.evidence else None
        if named is None or score.value is None:
            yield name, n, 0, 0.0
            continue
        right, rng = "met" if gate.holds(score.value) else "missed", generator(n, named)
        found = [_status(gate, model(rng.random(round(named * n / score.planned)))) == right for _ in range(draws(0.025))]
        yield f"{name}, {gate.op} {gate.bound:g}", score.planned, named, float(np.mean(found))


def _status(gate: Gate, measured: list[Measured]) -> str:
    return gate.decide(gate.statistic.score(measured, gate.op), "confident", ALPHA)[0]
