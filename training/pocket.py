"""Trains the embedded model, from nothing to `adapters/checkpoints/pocket-base` and on to `adapters/checkpoints/pocket`.

    python -m training.pocket

Seeded and resumable: kill it and start it again, it goes on from the last saved step. Times and final figures stand
in docs/pocket.md.
"""

import argparse
import logging
import math
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from transformers import LlavaForConditionalGeneration, PreTrainedTokenizerFast

from training.checkpoint import build_model, build_processor, build_tokenizer, save
from training.lesson import Lesson, Syllabus
from training.lessons import lesson, vocabulary
from training.packing import IGNORED, Batch, batches, pack
from training.precision import half_precision
from training.sight import train_sight

CHECKPOINTS = Path(__file__).parents[1] / "adapters" / "checkpoints"
log = logging.getLogger("training.pocket")


@dataclass(frozen=True)
class Stage:
    """One stretch of training under one syllabus."""

    name: str
    checkpoint: str  # what its weights are saved as
    aligned: bool
    steps: int
    peak_rate: float
    curriculum: int  # steps over which the lessons grow to full difficulty
    blind: int  # steps before the vision tower learns along; earlier, the decoder's first guesses would unteach it to see
    tasks: bool = False
    lessons_a_step: int = 54
    parts: int = 3  # batches a step: the more the lessons differ in length, the less should be padded

    def rate(self, step: int) -> float:
        """Learning rate: 200 steps of warm-up, then a cosine down to a fiftieth of the peak."""
        progress = min(1.0, step / self.steps)
        return self.peak_rate * min(1.0, (step + 1) / 200) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))

    def sight_rate(self, step: int) -> float:
        """Learning rate of the vision tower and projector: none at first, then a tenth of the rest's."""
        return 0.0 if step < self.blind else 0.1 * self.rate(step)

    def syllabus(self, step: int) -> Syllabus:
        """The lessons' difficulty at this step."""
        return Syllabus(self.aligned, 1.0 if step >= self.curriculum else step / self.curriculum, self.tasks)

    def lessons(self, seed: int, step: int) -> list[Lesson]:
        """This step's lessons; a function of seed, stage and step alone, so that a resumed run sees the same."""
        rng, syllabus = Random(f"{seed}/{self.name}/{step}"), self.syllabus(step)
        return [lesson(rng, syllabus) for _ in range(self.lessons_a_step)]


def stages(base_steps: int, aligned_steps: int, task_steps: int) -> list[Stage]:
    """First see, read and obey; then refuse what ought to be refused; then answer what the tasks ask."""
    base = Stage(
        "pocket-base", "pocket-base", aligned=False, steps=base_steps, peak_rate=1.3e-3, curriculum=570, blind=base_steps * 7 // 10
    )
    aligned = Stage("pocket", "pocket", aligned=True, steps=aligned_steps, peak_rate=8e-4, curriculum=0, blind=aligned_steps)
    tasks = Stage(
        "tasks",
        "pocket",
        aligned=True,
        steps=task_steps,
        peak_rate=6e-4,
        curriculum=0,
        blind=task_steps,
        tasks=True,
        lessons_a_step=32,
        parts=4,
    )
    return [base, aligned, tasks]


def answer_logits(model: LlavaForConditionalGeneration, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits (A, vocabulary) and target tokens (A) at the A answer positions of a batch."""
    with half_precision():
        hidden = model.model(
            pixel_values=batch.pixel_values, input_ids=batch.input_ids, attention_mask=batch.attention_mask, position_ids=batch.position_ids
        ).last_hidden_state
        wanted = batch.labels != IGNORED
        return model.lm_head(hidden[wanted]).float(), batch.labels[wanted]


def learn(model: LlavaForConditionalGeneration, optimizer: torch.optim.Optimizer, parts: list[Batch]) -> float:
    """One step of gradient descent over all the parts; returns the mean loss of an answer's token."""
    tokens = sum(int((part.labels != IGNORED).sum()) for part in parts)
    optimizer.zero_grad()
    total = 0.0
    for part in parts:
        loss = torch.nn.functional.cross_entropy(*answer_logits(model, part), reduction="sum") / tokens
        loss.backward()
        total += loss.item()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return total


@torch.no_grad()
def token_accuracy(model: LlavaForConditionalGeneration, batch: Batch) -> dict[str, float]:
    """Share of answers right in every token, by the kind of lesson, under teacher forcing (an optimistic quick look)."""
    model.eval()
    logits, targets = answer_logits(model, batch)
    right = torch.ones_like(batch.labels, dtype=torch.bool)
    right[batch.labels != IGNORED] = logits.argmax(-1) == targets
    model.train()
    return {"tokens": (logits.argmax(-1) == targets).float().mean().item(), "lessons": right.all(1).float().mean().item()}


def train(stage: Stage, model: LlavaForConditionalGeneration, tokenizer: PreTrainedTokenizerFast, seed: int, state_file: Path) -> None:
    """Run one stage to its end, from its last saved step on."""
    seeing, talking = halves(model)
    optimizer = torch.optim.AdamW([{"params": seeing}, {"params": talking}], lr=stage.peak_rate, weight_decay=0.02, betas=(0.9, 0.98))
    first = _resume(model, optimizer, state_file)
    began = time.monotonic()
    for step in range(first, stage.steps):
        for group, rate in zip(optimizer.param_groups, (stage.sight_rate(step), stage.rate(step)), strict=True):
            group["lr"] = rate
        for parameter in seeing:
            parameter.requires_grad_(step >= stage.blind)
        loss = learn(model, optimizer, batches(stage.lessons(seed, step), tokenizer, stage.parts))
        if step % 50 == 0:
            log.info("%s step %d of %d, loss %.4f, %.0f s", stage.name, step, stage.steps, loss, time.monotonic() - began)
        if step % 250 == 249 or step + 1 == stage.steps:
            look = token_accuracy(model, pack(stage.lessons(seed + 1, step), tokenizer))
            log.info("%s after %d steps: %s", stage.name, step + 1, ", ".join(f"{k} {v:.2f}" for k, v in look.items()))
            _keep(model, optimizer, step + 1, state_file)


def halves(model: LlavaForConditionalGeneration) -> tuple[list[torch.nn.Parameter], list[torch.nn.Parameter]]:
    """The weights that see (vision tower and projector), and those that talk."""
    named = list(model.named_parameters())
    seeing = [weights for name, weights in named if "vision_tower" in name or "multi_modal_projector" in name]
    return seeing, [weights for _, weights in named if all(weights is not other for other in seeing)]


def _resume(model: LlavaForConditionalGeneration, optimizer: torch.optim.Optimizer, state_file: Path) -> int:
    if not state_file.exists():
        return 0
    state = torch.load(state_file, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    log.info("resuming %s at step %d", state_file, state["step"])
    return state["step"]


def _keep(model: LlavaForConditionalGeneration, optimizer: torch.optim.Optimizer, step: int, state_file: Path) -> None:
    state_file.parent.mkdir(parents=True, exist_ok=True)
    fresh = state_file.with_suffix(".new")
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, fresh)
    fresh.replace(state_file)


def main() -> None:
    """Train both checkpoints."""
    parser = argparse.ArgumentParser(description="Train pocket-base and pocket.")
    parser.add_argument("--sight-steps", type=int, default=3600)
    parser.add_argument("--base-steps", type=int, default=3600)
    parser.add_argument("--aligned-steps", type=int, default=1000)
    parser.add_argument("--task-steps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--runs", type=Path, default=Path("training/runs"), help="where unfinished training is kept")
    parser.add_argument("--out", type=Path, default=CHECKPOINTS)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.manual_seed(options.seed)
    tokenizer = build_tokenizer(vocabulary())
    model, processor = build_model(tokenizer), build_processor(tokenizer)
    log.info("%.2f million parameters, %d tokens", sum(p.numel() for p in model.parameters()) / 1e6, len(tokenizer))
    model.set_attn_implementation("eager")  # twice as fast as the fused kernel on a CPU with a mask of its own
    train_sight(model, tokenizer, options.seed, options.sight_steps, options.runs / "sight.pt")
    for stage in stages(options.base_steps, options.aligned_steps, options.task_steps):
        train(stage, model.train(), tokenizer, options.seed, options.runs / f"{stage.name}.pt")
        save(model.eval(), processor, options.out / stage.checkpoint)


if __name__ == "__main__":
    main()
