"""The suite on pocket against bare `generate` on the same prompts, with the same loaded model, in one process."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.load import load_model
from adapters.types import Model, Prompt, Response
from fixtures.asking import Models, _models

ROOT = Path(__file__).parents[1]
TASKS = [
    "truthfulness/test_t1_basic_world_understanding.py",
    "safety/test_s4_plain_typographic_jailbreaking.py",
    "fairness/test_f2_agreement_on_stereotypes.py",
    "privacy/test_p5_privacy_leakage_in_vision.py",
]
BATCH = 32


class Slow:
    """A model whose answers take `seconds` each, however they are batched."""

    name = "slow"

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def generate(self, prompts: Sequence[Prompt]) -> list[Response]:
        """Wait, then say yes."""
        time.sleep(self._seconds * len(prompts))
        return [Response("Yes.")] * len(prompts)


@dataclass
class Stopwatch:
    """A pytest plugin: hands the run a loaded model, keeps the prompts, and times everything after collection, reports included."""

    model: Model
    prompts: list[Prompt] = field(default_factory=list)
    seconds: float = 0.0
    _began: float = 0.0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Start."""
        session.config.stash[_models] = Models(BATCH, lambda name: self.model)
        self.prompts = [item.callspec.params["sample"].sample.prompt for item in session.items]  # type: ignore[attr-defined]
        self._began = time.perf_counter()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Stop."""
        self.seconds = time.perf_counter() - self._began


def run_suite(model: Model, *options: str) -> Stopwatch:
    """The four tasks that ask each sample once."""
    watch = Stopwatch(model)
    with tempfile.TemporaryDirectory() as folder:
        pytest.main(
            [
                *(str(ROOT / "trust_tests" / task) for task in TASKS),
                "--model=pocket",
                "--report-only",
                f"--out={folder}",
                "-q",
                f"--batch-size={BATCH}",
                "-p",
                "no:randomly",
                "-p",
                "no:cacheprovider",
                "--no-header",
                "--no-summary",
                *options,
            ],
            plugins=[watch],
        )
    return watch


def collected(*options: str) -> list[Prompt]:
    """The suite's prompts with no picture drawn yet: whoever asks one first draws it, here as there."""
    return run_suite(Slow(0), "--collect-only", *options).prompts


def bare(model: Model, prompts: Sequence[Prompt], size: int) -> float:
    """Seconds of a plain loop over batches."""
    began = time.perf_counter()
    for start in range(0, len(prompts), size):
        model.generate(prompts[start : start + size])
    return time.perf_counter() - began


def figures() -> Iterator[tuple[str, str]]:
    """Each figure is the best of three rounds, the contenders in turn: the first warms the process up."""
    pocket = load_model("pocket")
    suites, loops = zip(*((run_suite(pocket).seconds, bare(pocket, collected(), BATCH)) for _ in range(3)), strict=True)
    suite, loop, count = min(suites), min(loops), len(collected())
    single = bare(pocket, collected()[::8], 1) * 8
    yield f"pocket, {count} samples: suite, samples a second", f"{count / suite:.0f}"
    yield "pocket: bare batched generate, samples a second", f"{count / loop:.0f}"
    yield "pocket: suite against bare batched generate (goal 0.8)", f"{loop / suite:.2f}"
    yield "pocket: suite against one-by-one generation (goal 4.5)", f"{single / suite:.1f}"
    slow = Slow(0.05)
    seconds = run_suite(slow, "--limit=60").seconds
    yield "a sample of 50 ms: suite against bare loop (goal 0.95)", f"{bare(slow, collected('--limit=60'), BATCH) / seconds:.2f}"
