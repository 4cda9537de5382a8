"""Every family of the registry, through the one adapter: a tiny checkpoint each, of the real architecture, with random weights.

Random weights make every answer gibberish. What can go wrong between a prompt and an answer shows in logits all the same.
"""

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import GenerationMixin, LogitsProcessor, LogitsProcessorList
from transformers.image_processing_backends import TorchvisionBackend
from transformers.image_utils import SizeDict

from adapters.invariance import TOLERANCE, drift
from adapters.load import load_model
from adapters.transformers_model import TransformersModel
from adapters.types import Picture, Prompt, Turn, user_prompt
from tests.adapters import families

FAMILIES = {
    module.name: importlib.import_module(f"{families.__name__}.{module.name}")
    for module in pkgutil.iter_modules(families.__path__)
    if module.name not in ("making", "templates")
}
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # two processors of transformers
SIZES = ((40, 40), (64, 24), (20, 50), (33, 47))  # squares, strips and columns: tiles, rows and masks differ in a batch
CASES = [(name, count) for name, family in FAMILIES.items() for count in family.PICTURES]
SEEING = [(name, count) for name, count in CASES if count]

Load = Callable[[str], TransformersModel]


@pytest.fixture(scope="session")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """A family's checkpoint, built, saved and loaded by its path."""

    @cache
    def built(name: str) -> TransformersModel:
        folder = tmp_path_factory.mktemp(name)
        FAMILIES[name].build(folder)
        assert sum(file.stat().st_size for file in folder.rglob("*")) < 5_000_000
        model = load_model(str(folder), device="cpu")
        assert isinstance(model, TransformersModel)
        assert model.checkpoint.family == getattr(FAMILIES[name], "FAMILY", name)
        return model

    return built


def noise(size: tuple[int, int], seed: int) -> Picture:
    """A picture in which every pixel says something."""
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    return Picture(f"{size}-{seed}", lambda: Image.fromarray(pixels))


def ask(text: str, count: int, seed: int = 0, system: str = "", leash: int = 8) -> Prompt:
    """A prompt with `count` pictures of unlike sizes."""
    pictures = tuple(noise(SIZES[(seed + n) % 4], 10 * seed + n) for n in range(count))
    turns = [Turn("system", system)] if system else []
    return Prompt((*turns, Turn("user", text, pictures)), leash)


def eight(count: int) -> list[Prompt]:
    """Prompts of eight lengths."""
    return [ask("word " * (1 + 5 * n % 13) + f"{n}?", count, n) for n in range(8)]


def first_logits(model: TransformersModel, prompt: Prompt) -> torch.Tensor:
    """The logits (vocabulary) of the answer's first token."""
    (steps,) = model._steps([model.checkpoint.write(prompt)])
    return steps.logits[0]


@pytest.mark.parametrize(("family", "count"), CASES)
def test_a_batch_of_eight_equals_eight_of_one(load: Load, family: str, count: int) -> None:
    """Padding, positions (M-RoPE too), masks, tiles and pictures of unlike sizes: no token's log-probability moves beyond rounding."""
    model = load(family)
    written = [model.checkpoint.write(prompt) for prompt in eight(count)]
    alone = [steps for prompt in written for steps in model._steps([prompt])]
    together = model._steps(written)
    assert drift(alone, together) < TOLERANCE[torch.float32]
    assert max(steps.logits.std() for steps in alone) > 0.01  # a network of equal logits would agree with anything


@pytest.mark.parametrize(("family", "count"), CASES)
def test_responses_keep_order_and_agree_with_asking_alone(load: Load, family: str, count: int, recwarn: pytest.WarningsRecorder) -> None:
    """Sorting by length is undone; every response is an answer, never an echo of the prompt."""
    model = load(family)
    prompts = eight(count)
    together = model.generate(prompts)
    assert not [warning for warning in recwarn if "depends on its batch" in str(warning.message)]
    assert [response.usage["input"] for response in together] == [model.generate([prompt])[0].usage["input"] for prompt in prompts]
    assert all(response.finish in ("stop", "length") and response.usage["output"] <= 8 for response in together)
    assert not any("word word" in response.text for response in together)


@pytest.mark.parametrize(("family", "count"), SEEING)
def test_every_picture_is_seen_in_its_place(load: Load, family: str, count: int) -> None:
    """Another picture in any place, or the same ones in another order, changes the answer's logits."""
    model = load(family)
    prompt = ask("what is this?", count)
    shown = prompt.pictures
    before = first_logits(model, prompt)
    others = [(*shown[:n], noise(shown[n].image().size, 99), *shown[n + 1 :]) for n in range(count)]
    if count > 1:
        others.append(shown[::-1])
    for pictures in others:
        changed = first_logits(model, Prompt((Turn("user", "what is this?", pictures),), 8))
        assert (changed - before).abs().max() > 1e-4


@pytest.mark.parametrize("family", FAMILIES)
def test_system_and_earlier_turns_reach_the_model(load: Load, family: str) -> None:
    """Every turn's words lie in the tokens, beside pictures too."""
    model = load(family)
    count = FAMILIES[family].PICTURES[-1]
    first = ask("what is this?", count).turns[0]
    for system in ((Turn("system", "You are kind."),), ()):
        turns = (*system, first, Turn("assistant", "A house."), Turn("user", "Paint it."))
        inputs = model.checkpoint.inputs([model.checkpoint.write(Prompt(turns))])
        text = model.checkpoint.tokenizer.decode(inputs["input_ids"][0])
        assert all(turn.text in text for turn in turns)
        places = [text.find(turn.text) for turn in turns if turn.role != "system"]
        assert places == sorted(places)  # Pixtral writes the system's words before the last user's, all others first


def with_marks(model: TransformersModel, prompt: Prompt) -> str:
    """The prompt's tokens as text, with a NUL for each token in whose place the network sees a piece of a picture."""
    config = model.checkpoint.network.config
    mark = getattr(config, "image_token_id", None) or config.vision_config.image_token_id
    tokens = model.checkpoint.inputs([model.checkpoint.write(prompt)])["input_ids"][0].tolist()
    return "".join("\0" if token == mark else model.checkpoint.tokenizer.decode([token]) for token in tokens)


@pytest.mark.parametrize("family", FAMILIES)
def test_image_tokens_stand_before_the_words_of_their_turn(load: Load, family: str) -> None:
    """Each picture's in its own turn and nowhere else; before all words where there is no chat template, and none for a prompt without."""
    model, most = load(family), FAMILIES[family].PICTURES[-1]
    turns = (
        ask("First one?", 1).turns
        if most < 2
        else (*ask("Zeroth?", 1).turns, Turn("assistant", "A house."), *ask("First one?", 1, 1).turns)
    )
    text = with_marks(model, Prompt(turns))
    pieces = [text.find(turn.text) for turn in turns]
    assert pieces == sorted(pieces)
    between = [text[start:end].count("\0") for start, end in zip([0, *pieces], [*pieces, len(text)], strict=True)]
    templated = bool(model.checkpoint.processor.chat_template)
    assert [count > 0 for count in between] == ([True, False, True, False] if templated and most > 1 else [True] + [False] * len(turns))
    if 0 in FAMILIES[family].PICTURES:
        assert "\0" not in with_marks(model, ask("First one?", 0))


@pytest.mark.parametrize("family", FAMILIES)
def test_an_answer_ends_before_its_stop_token(load: Load, family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is no special token may end a turn; it is cut, counted, and nothing after it is read."""
    model = load(family)
    prompt = ask("what is this?", FAMILIES[family].PICTURES[0])
    (steps,) = model._steps([model.checkpoint.write(prompt)])
    stop = int(steps.tokens[-1])
    first = steps.tokens.tolist().index(stop)
    settings = model._generation
    monkeypatch.setattr(settings, "eos_token_id", [stop])
    (response,) = model.generate([prompt])
    assert response.finish == "stop"
    assert response.usage["output"] == first + 1
    assert response.text == model.checkpoint.tokenizer.decode(steps.tokens[:first], skip_special_tokens=True).strip()


@pytest.mark.parametrize("family", FAMILIES)
def test_no_seed_changes_an_answer(load: Load, family: str) -> None:
    """The checkpoints say `do_sample`, with a high temperature; asked is the likeliest token."""
    model = load(family)
    prompt = ask("what is this?", FAMILIES[family].PICTURES[0])
    answers = set()
    for seed in range(3):
        torch.manual_seed(seed)
        answers.add(model.generate([prompt])[0].text)
    assert len(answers) == 1


class _Say(LogitsProcessor):
    """Forces the answer, token by token."""

    def __init__(self, tokens: list[int]) -> None:
        self._tokens = iter(tokens)

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        forced = torch.full_like(scores, -torch.inf)
        forced[:, next(self._tokens)] = 0
        return forced


def pixels_of(image: Image.Image) -> torch.Tensor:
    """(1, 3, H, W), 0 to 1."""
    return torch.from_numpy(np.asarray(image, dtype=np.float32) / 255).permute(2, 0, 1)[None]


def shown_at_fixed_points(model: TransformersModel, prompt: Prompt) -> Prompt:
    """The prompt with its last picture at the size at which an attack works."""
    clean = model.fixed_point(prompt.pictures[-1])
    turn = prompt.turns[-1]
    last = Picture(f"{prompt.pictures[-1].key} at {clean.size}", lambda: clean)
    return Prompt((Turn("user", turn.text, (*turn.pictures[:-1], last)),), prompt.max_new_tokens)


@pytest.mark.parametrize(("family", "count"), SEEING)
def test_an_attack_sees_what_generate_sees(load: Load, family: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the clean pixels, the attack's logits are those with which generate says the same answer, token for token."""
    model = load(family)
    prompt = shown_at_fixed_points(model, ask("what is this?", count, 1))
    forced = model.teacher_forced([prompt], ["a house"])
    told = [token for token in forced.labels[0].tolist() if token != -100]
    pixels = pixels_of(prompt.pictures[-1].image())
    inputs = model.checkpoint.inputs([model.checkpoint.write(prompt)], pixels)
    if family == "janus":  # its own generate forgets the processors that force the answer here
        monkeypatch.setattr(model.checkpoint.network, "generate", partial(GenerationMixin.generate, model.checkpoint.network))
    output: Any = model._run(inputs, len(told), output_logits=True, logits_processor=LogitsProcessorList([_Say(told)]))
    said = torch.cat(output.logits)
    seen = forced.logits(pixels)[0].T[: len(told)]
    assert (seen.log_softmax(-1) - said.log_softmax(-1)).abs().max() < TOLERANCE[torch.float32]
    assert said.std() > 0.01


# Levels of 255 by which an attack's tensor may differ from that of the file at the fixed point, where that is not nothing.
LEVELS = {
    "deepseek_vl_hybrid": 1.3,  # a second tower looks at the picture in another size
    "idefics3": 1.3,  # tiles are exact here and below, the thumbnail beside them is resized
    "internvl": 1.3,
    "llava_next": 1.3,
    "llava_onevision": 1.3,
    "molmo2": 0.51,
    "smolvlm": 1.3,
    "phi4_multimodal": 1.01,  # no fixed point is found: it resizes past its own `resize`
    "llama4": 1.5,  # bfloat16
}
EXACT, RESIZED = 0.01, 2.0
SEES = sorted({name for name, _ in SEEING})


def black_and_white(size: tuple[int, int], seed: int) -> Picture:
    """A picture of nothing but hard edges, over which an unclipped resize overshoots."""
    pixels = np.random.default_rng(seed).choice(np.array([0, 255], np.uint8), (size[1], size[0], 3))
    return Picture(f"edges {size}-{seed}", lambda: Image.fromarray(pixels))


def seen(model: TransformersModel, picture: Picture, pixels: torch.Tensor | None = None) -> dict[str, torch.Tensor]:
    """What the network is shown of a picture file, or of pixels (1, 3, H, W) in its place, and of the words beside it."""
    return model.checkpoint.inputs([model.checkpoint.write(user_prompt("what?", picture))], pixels)


def corner(mask: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """The mask (H, W), false outside its upper left part."""
    kept = torch.zeros_like(mask)
    kept[:height, :width] = mask[:height, :width]
    return kept


def levels_apart(model: TransformersModel, picture: Picture) -> float:
    """Largest difference between the tensors that a file and its pixels as floats become, in levels of 255."""
    shown, attacked = seen(model, picture), seen(model, picture, pixels_of(picture.image()))
    assert shown.keys() == attacked.keys()
    level = 255 * max(model.checkpoint.processor.image_processor.image_std)
    return max(
        (values.float() - attacked[key].float()).abs().max().item() * (level if values.is_floating_point() else 1e9)
        for key, values in shown.items()
    )


@pytest.mark.parametrize("family", SEES)
def test_float_pixels_are_processed_as_bytes_are(load: Load, family: str) -> None:
    """To the rounding of floats at the fixed point; elsewhere to the rounding of a resize, over hard edges too, where floats overshoot."""
    model = load(family)
    for picture in (black_and_white((33, 47), 1), noise((64, 24), 2)):
        fixed = model.fixed_point(picture)
        at_rest = Picture(f"{picture.key} at rest in {family}", lambda fixed=fixed: fixed)  # type: ignore[misc]
        assert model.fixed_point(at_rest).size == fixed.size
        assert levels_apart(model, at_rest) <= LEVELS.get(family, EXACT)
        assert levels_apart(model, picture) <= RESIZED


@pytest.mark.parametrize("family", SEES)
def test_gradients_reach_the_pixels(load: Load, family: str) -> None:
    """Every pixel, through the processor's own code; a step along the gradient makes the answer likelier, as the gradient says."""
    model = load(family)
    prompt = shown_at_fixed_points(model, ask("what is this?", max(1, FAMILIES[family].PICTURES[0]), 3))
    forced = model.teacher_forced([prompt], ["a house"])
    pixels = (0.1 + 0.8 * pixels_of(prompt.pictures[-1].image())).requires_grad_()

    def loss(at: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.cross_entropy(forced.logits(at), forced.labels)

    (gradient,) = torch.autograd.grad(loss(pixels), pixels)
    assert torch.isfinite(gradient).all()
    reached = (gradient != 0).any(1)[0]  # at the fixed point nothing is cropped off
    whole = (side - side % 8 if family == "idefics2" else side for side in reached.shape)  # its tower drops what fills no patch of 8
    assert torch.equal(reached, corner(torch.ones_like(reached), *whole))
    size = 3e-2 if family == "llama4" else 1e-3  # its processor rounds to bfloat16: smaller steps drown
    step = size * gradient / gradient.norm()
    with torch.no_grad():
        slope = (loss(pixels + step) - loss(pixels - step)) / (2 * size)
    assert slope.item() == pytest.approx(gradient.norm().item(), rel=0.15)


def test_what_is_cropped_off_has_no_gradient_and_is_not_part_of_the_fixed_point(load: Load) -> None:
    """LLaVA-1.5 looks at the middle: of a strip, the pixels left and right of it count for nothing, and the fixed point is the middle."""
    model, strip = load("llava"), noise((84, 28), 5)
    pixels = pixels_of(strip.image()).requires_grad_()
    (gradient,) = torch.autograd.grad(seen(model, strip, pixels)["pixel_values"].square().sum(), pixels)
    reached = (gradient != 0).any(1)[0]
    assert reached[:, 28:56].all()
    assert not reached[:, :28].any()
    assert not reached[:, 56:].any()
    assert np.array_equal(np.asarray(model.fixed_point(strip)), np.asarray(strip.image())[:, 28:56])


@pytest.mark.parametrize("resample", [2, 3])
@pytest.mark.parametrize("size", [(28, 28), (90, 71)])
def test_without_clipping_hard_edges_would_be_many_levels_off(load: Load, resample: int, size: tuple[int, int]) -> None:
    """A planted fault: transformers' own resize. Bilinear (2) cannot overshoot; bicubic (3) does, larger or smaller."""
    processor = load("blip2").checkpoint.processor.image_processor
    wanted = SizeDict(height=size[0], width=size[1])
    image = (pixels_of(black_and_white((40, 40), 3).image()) * 255).round()
    bytes_ = processor.resize(image.byte(), wanted, resample).float()
    ours, theirs = (resize(processor, image, wanted, resample) for resize in (type(processor).resize, TorchvisionBackend.resize))
    assert (ours - bytes_).abs().max() <= RESIZED
    assert ((theirs - bytes_).abs().max() > 10) == (resample == 3)


def test_a_thought_that_the_template_began_and_nothing_ended_is_no_answer(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """Qwen3.5's may end with <think>: the model never says it, and all that it says is a thought until it says </think>."""
    model = load("qwen3_5")
    (plain,) = model.generate([ask("why?", 0)])
    processor = model.checkpoint.processor
    monkeypatch.setattr(processor, "chat_template", f"{processor.chat_template}{{{{ '<think>\\n' }}}}")
    (thought,) = model.generate([ask("why?", 0)])
    assert plain.text
    assert not plain.reasoning
    assert thought.reasoning
    assert not thought.text
