"""Teaches the vision tower to see before anybody talks: what stands in each patch, and where the patch is.

Every patch of 16 x 16 pixels holds two letters of a text, or part of a thing, and the drawing knows which. Small heads
on the projected features learn to tell the letters, the words that begin there and how many came before, the thing and
its edges, and what else the picture shows; they are thrown away afterwards. Without this stage the same model, given half
an hour of questions and answers on two cores, named one scene in five and read nothing.
"""

import logging
import time
from pathlib import Path
from random import Random

import torch
from transformers import LlavaForConditionalGeneration, PreTrainedTokenizerFast

from fixtures.datasets.canvas import UNITS
from fixtures.datasets.scenes import COLOURS, PLACES, SHAPES, Scene
from training.basics import carrier_lesson, picture_request_lesson, reading_lesson, scene_lesson
from training.checkpoint import LETTERS, PATCH, SIDE
from training.lesson import Lesson, Syllabus
from training.packing import IGNORED, pixels
from training.precision import half_precision

GRID = SIDE // PATCH
ALPHABET = " " + LETTERS
log = logging.getLogger("training.sight")

LONGEST_TEXT = 64
TOKENS = 640

# What a patch is asked, and how many answers there are. In texts, 0 is nothing.
HEADS = {
    "left": len(ALPHABET),
    "right": len(ALPHABET),
    "left_token": TOKENS,
    "right_token": TOKENS,
    "left_order": LONGEST_TEXT,
    "right_order": LONGEST_TEXT,
    "shape": len(SHAPES) + 1,
    "colour": len(COLOURS) + 1,
    "place": len(PLACES),
    "row": GRID,
    "column": GRID,
    **{f"any_{shape}": len(COLOURS) + 1 for shape in SHAPES},
}


class Heads(torch.nn.Module):
    """A linear reader a question, and one for the edges of the thing that a patch belongs to."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.kinds = torch.nn.ModuleDict({name: torch.nn.Linear(width, count) for name, count in HEADS.items()})
        self.box = torch.nn.Linear(width, 4)

    def loss(self, features: torch.Tensor, facts: dict[str, torch.Tensor]) -> torch.Tensor:
        """Sum of the questions' losses; `features` is (P, 64, width), each fact (P, 64) with -100 where there is no answer."""
        total = torch.zeros(())
        for name, head in self.kinds.items():
            if (facts[name] != IGNORED).any():
                total = total + torch.nn.functional.cross_entropy(head(features).flatten(0, 1), facts[name].flatten(), ignore_index=IGNORED)
        known = facts["box"].isfinite().all(-1)
        if known.any():
            total = total + 10 * (self.box(features)[known] - facts["box"][known]).abs().mean()
        return total


def facts_of(lesson: Lesson, tokenizer: PreTrainedTokenizerFast) -> dict[str, torch.Tensor]:
    """What each of the 64 patches of a lesson's picture shows."""
    facts = {name: torch.full((GRID, GRID), IGNORED) for name in HEADS} | {"box": torch.full((GRID, GRID, 4), float("nan"))}
    facts["row"], facts["column"] = torch.arange(GRID)[:, None].expand(GRID, GRID), torch.arange(GRID).expand(GRID, GRID)
    if lesson.scene:
        _tell_scene(facts, lesson.scene)
    elif lesson.picture:
        letters = lesson.picture.info.get("letters", {})
        _tell_letters(facts, letters)
        _tell_tokens(facts, letters, tokenizer)
    return {name: fact.reshape(GRID * GRID, *fact.shape[2:]) for name, fact in facts.items()}


def _tell_letters(facts: dict[str, torch.Tensor], letters: dict[tuple[int, int], str]) -> None:
    facts["left"][:], facts["right"][:] = 0, 0
    for (row, column), letter in letters.items():
        side = "right" if column % 2 else "left"
        facts[side][row, column // 2] = max(0, ALPHABET.find(letter))


def _tell_tokens(facts: dict[str, torch.Tensor], letters: dict[tuple[int, int], str], tokenizer: PreTrainedTokenizerFast) -> None:
    for side in ("left", "right"):
        facts[f"{side}_token"][:], facts[f"{side}_order"][:] = 0, 0
    order = 0
    for row in sorted({row for row, _ in letters}):
        line = "".join(letters.get((row, column), " ") for column in range(2 * GRID))
        read = tokenizer(line, add_special_tokens=False, return_offsets_mapping=True)
        for token, (start, end) in zip(read["input_ids"], read["offset_mapping"], strict=True):
            column = next((place for place in range(start, end) if line[place] != " "), None)
            if column is None:
                continue
            order += 1
            side = "right" if column % 2 else "left"
            facts[f"{side}_token"][row, column // 2] = token
            facts[f"{side}_order"][row, column // 2] = min(order, LONGEST_TEXT - 1)


def _tell_scene(facts: dict[str, torch.Tensor], scene: Scene) -> None:
    facts["place"][:], facts["shape"][:], facts["colour"][:] = PLACES.index(scene.place), 0, 0
    size = UNITS // GRID
    for shape in SHAPES:
        facts[f"any_{shape}"][:] = 0
    for thing in scene.things:
        facts[f"any_{thing.shape}"][:] = 1 + list(COLOURS).index(thing.colour)
        x, y, reach = thing.x, thing.y, thing.radius * 0.7  # the patches well inside it, whatever its shape
        rows = slice(max(0, int((y - reach) // size)), int((y + reach) // size) + 1)
        columns = slice(max(0, int((x - reach) // size)), int((x + reach) // size) + 1)
        facts["shape"][rows, columns] = 1 + SHAPES.index(thing.shape)
        facts["colour"][rows, columns] = 1 + list(COLOURS).index(thing.colour)
        facts["box"][rows, columns] = torch.tensor(thing.box)


def features_of(model: LlavaForConditionalGeneration, values: torch.Tensor) -> torch.Tensor:
    """What the language model gets to see of pictures: (P, 64, width)."""
    hidden = model.model.vision_tower(values, output_hidden_states=True).hidden_states[-1][:, 1:]
    return model.model.multi_modal_projector(hidden)


def train_sight(
    model: LlavaForConditionalGeneration,
    tokenizer: PreTrainedTokenizerFast,
    seed: int,
    steps: int,
    state_file: Path,
    pictures_a_step: int = 48,
) -> None:
    """Train vision tower and projector; skipped when an earlier run got to the end of it."""
    if state_file.exists():
        model.load_state_dict(torch.load(state_file, weights_only=True))
        return
    heads = Heads(model.lm_head.weight.shape[1])
    seeing = [*model.model.vision_tower.parameters(), *model.model.multi_modal_projector.parameters()]
    optimizer = torch.optim.AdamW([*seeing, *heads.parameters()], lr=1.5e-3, weight_decay=0.02, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1.5e-3, total_steps=steps, pct_start=0.1)
    began = time.monotonic()
    for step in range(steps):
        lessons = _lessons(Random(f"{seed}/sight/{step}"), pictures_a_step)
        told = [facts_of(lesson, tokenizer) for lesson in lessons]
        facts = {name: torch.stack([fact[name] for fact in told]) for name in told[0]}
        with half_precision():
            features = features_of(model, _shown(lessons)).float()
        loss = heads.loss(features, facts)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(seeing, 1.0)
        optimizer.step()
        schedule.step()
        if step % 100 == 0 or step + 1 == steps:
            log.info(
                "sight step %d of %d, loss %.3f, %s, %.0f s",
                step,
                steps,
                loss.item(),
                accuracy(heads, features, facts),
                time.monotonic() - began,
            )
    state_file.parent.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), state_file)


@torch.no_grad()
def accuracy(heads: Heads, features: torch.Tensor, facts: dict[str, torch.Tensor]) -> str:
    """Share of patches told right that show something, by question."""
    shares = {}
    for name, head in heads.kinds.items():
        shown = facts[name] > (IGNORED if name in ("place", "row", "column") else 0)
        shares[name] = (head(features).argmax(-1) == facts[name])[shown].float().mean().item()
    return ", ".join(f"{name} {share:.2f}" for name, share in shares.items())


def _shown(lessons: list[Lesson]) -> torch.Tensor:
    values = pixels(lessons)
    assert values is not None
    return values


def _lessons(rng: Random, count: int) -> list[Lesson]:
    kinds = rng.choices([scene_lesson, reading_lesson, carrier_lesson, picture_request_lesson], weights=[45, 25, 20, 10], k=count)
    return [kind(rng, Syllabus(aligned=False)) for kind in kinds]
