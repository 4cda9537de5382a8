"""Trains a vision tower for pocket that attacks on pixels move less: `adapters/checkpoints/pocket-robust`.

    python -m training.robust

FARE (Schlarmann et al. 2024, arXiv 2402.12336, section 3): the tower learns to see an attacked picture as the old tower
sees the clean one. No labels, no language model; the rest of pocket stays as it is. Seeded. Time and figures stand in
docs/pocket.md.
"""

import argparse
import logging
import time
from copy import deepcopy
from pathlib import Path
from random import Random

import torch
from torch.nn.functional import mse_loss
from transformers import CLIPVisionModel, LlavaForConditionalGeneration

from training.basics import carrier_lesson, reading_lesson, scene_lesson
from training.checkpoint import PIXEL_MEAN, PIXEL_STD
from training.lesson import Lesson, Syllabus
from training.packing import pixels
from training.pocket import CHECKPOINTS

log = logging.getLogger("training.robust")

MEAN, STD = (torch.tensor(values).view(1, 3, 1, 1) for values in (PIXEL_MEAN, PIXEL_STD))


def seen(tower: CLIPVisionModel, values: torch.Tensor) -> torch.Tensor:
    """What the tower tells the projector of pictures (P, 3, 128, 128), 0 to 1: (P, 64, width)."""
    hidden: torch.Tensor = tower((values - MEAN) / STD, output_hidden_states=True).hidden_states[-1]
    return hidden[:, 1:]


def attacked(
    tower: CLIPVisionModel, clean: torch.Tensor, wanted: torch.Tensor, eps: float, steps: int, rng: torch.Generator
) -> torch.Tensor:
    """Pictures within L-inf `eps` of the clean ones that this tower sees as far from `wanted` as `steps` of PGD find."""
    moved = clean + eps * (2 * torch.rand(clean.shape, generator=rng) - 1)
    for _ in range(steps):
        moved = moved.clamp(0, 1).requires_grad_()
        (gradient,) = torch.autograd.grad(mse_loss(seen(tower, moved), wanted), moved)
        moved = clean + (moved.detach() + 2 * eps / steps * gradient.sign() - clean).clamp(-eps, eps)
    return moved.clamp(0, 1)


def train(tower: CLIPVisionModel, seed: int, steps: int, eps: float, attack_steps: int, pictures: int) -> None:
    """Teach the tower in place."""
    old = deepcopy(tower).eval().requires_grad_(False)
    optimizer = torch.optim.AdamW(tower.parameters(), lr=5e-4, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 5e-4, total_steps=steps, pct_start=0.07)
    rng, began = torch.Generator().manual_seed(seed), time.monotonic()
    for step in range(steps):
        clean = _drawn(Random(f"{seed}/robust/{step}"), pictures)
        with torch.no_grad():
            wanted = seen(old, clean)
        tower.requires_grad_(False)
        moved = attacked(tower, clean, wanted, eps * min(1.0, (step + 1) / (steps / 4)), attack_steps, rng)
        tower.requires_grad_(True)
        loss = mse_loss(seen(tower, moved), wanted) + 0.5 * mse_loss(seen(tower, clean), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 50 == 0 or step + 1 == steps:
            log.info("step %d of %d, loss %.4f, %.0f s", step, steps, loss.item(), time.monotonic() - began)


def _drawn(rng: Random, count: int) -> torch.Tensor:
    lessons: list[Lesson] = []
    while len(lessons) < count:
        teach = rng.choices([scene_lesson, reading_lesson, carrier_lesson], weights=[60, 25, 15])[0]
        lessons += [one for one in [teach(rng, Syllabus(aligned=False))] if one.picture]
    normalised = pixels(lessons)
    assert normalised is not None
    return normalised * STD + MEAN


def main() -> None:
    """Train, and write the tower beside the other checkpoints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--eps", type=float, default=8, help="L-inf bound of the attacks, in 1/255")
    parser.add_argument("--attack-steps", type=int, default=4)
    parser.add_argument("--pictures", type=int, default=24, help="pictures a step")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=CHECKPOINTS / "pocket-robust")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    tower = LlavaForConditionalGeneration.from_pretrained(CHECKPOINTS / "pocket").model.vision_tower
    train(tower, asked.seed, asked.steps, asked.eps / 255, asked.attack_steps, asked.pictures)
    tower.eval().save_pretrained(asked.out)


if __name__ == "__main__":
    main()
