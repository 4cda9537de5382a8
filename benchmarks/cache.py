"""The model's time in a first and in a second run: every prompt of five tasks to pocket, in batches."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from adapters.cache.cached import cached
from adapters.cache.store import Store
from adapters.load import load_model
from adapters.types import Model, Prompt
from fixtures.datasets.basic_understanding import basic_understanding
from fixtures.datasets.privacy_leakage import privacy_leakage
from fixtures.datasets.stereotype_agreement import stereotype_agreement
from fixtures.datasets.typographic_jailbreaks import typographic_jailbreaks
from fixtures.datasets.untargeted_attack import untargeted_attack
from fixtures.task import Source

FACTORIES = (basic_understanding, typographic_jailbreaks, untargeted_attack, stereotype_agreement, privacy_leakage)
BATCH = 32


def timed(model: Model, folder: Path, prompts: list[Prompt]) -> float:
    """Seconds of a run: finding out which model it is, looking up, asking, keeping."""
    began = time.perf_counter()
    store = Store(folder)
    asked = cached("pocket", store, lambda: model)
    for start in range(0, len(prompts), BATCH):
        asked.generate(prompts[start : start + BATCH])
    store.close()
    return time.perf_counter() - began


def figures() -> Iterator[tuple[str, str]]:
    """The better of two rounds."""
    pocket = load_model("pocket")
    prompts = [sample.prompt for factory in FACTORIES for sample in factory(Source())]
    rounds = []
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder:
            rounds.append((timed(pocket, Path(folder), prompts), timed(pocket, Path(folder), prompts)))
    cold, warm = min(first for first, _ in rounds), min(second for _, second in rounds)
    yield f"pocket, {len(prompts)} prompts: seconds of model time in a first run, in a second", f"{cold:.1f}, {warm:.2f}"
    yield "pocket: a second run's model time against the first's (goal 20 times)", f"{cold / warm:.0f}"
