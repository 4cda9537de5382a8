"""How a processor resizes floats: as it resizes bytes, so that an attack sees the tensor that the file will give."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from PIL import Image
from transformers.image_processing_backends import TorchvisionBackend
from transformers.image_utils import SizeDict

if TYPE_CHECKING:
    from torch import Tensor

Size = tuple[int, int]
_NOTES: ContextVar[list[tuple[Size, Size]] | None] = ContextVar("_NOTES", default=None)


@contextmanager
def noted() -> Iterator[list[tuple[Size, Size]]]:
    """Every resize of a picture until the end of the block: its (height, width) before and after."""
    notes: list[tuple[Size, Size]] = []
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)


class AsBytes(TorchvisionBackend):
    """Clips floats to 0..255 where torchvision clips bytes: after the pass across, and after the pass down.

    Bicubic and Lanczos overshoot at hard edges. Bytes cannot; unclipped floats were up to 55 levels off on noise. What a
    byte loses beside that is rounding, which stays out: it has no gradient.
    """

    def resize(self, image: "Tensor", size: SizeDict, resample: Any = None, antialias: bool = True, **more: Any) -> "Tensor":
        """As the processor's own, of pictures (..., H, W) of 0 to 255."""
        resized: Tensor = super().resize(image, size, resample, antialias, **more)
        before, after = _size(image), _size(resized)
        notes = _NOTES.get()
        if notes is not None:
            notes.append((before, after))
        if before == after or not image.is_floating_point():
            return resized
        across = super().resize(image, SizeDict(height=before[0], width=after[1]), resample, antialias, **more).clamp(0, 255)
        down: Tensor = super().resize(across, SizeDict(height=after[0], width=after[1]), resample, antialias, **more).clamp(0, 255)
        return down


def _size(image: "Tensor") -> Size:
    return int(image.shape[-2]), int(image.shape[-1])


def resize_as_bytes(image_processor: Any) -> None:
    """Give an image processor that resize; its own rules for sizes stay. One that works on arrays is left alone: it has no gradient."""
    known = type(image_processor)
    if isinstance(image_processor, TorchvisionBackend):
        image_processor.__class__ = type(known.__name__, (known, AsBytes), {"__module__": known.__module__})


def at_fixed_point(image: Image.Image, process: Callable[[Image.Image], Mapping[str, Any]]) -> Image.Image:
    """The picture at the size to which `process` (picture to the network's inputs) resizes it, where `process` leaves it at that size.

    Where tiles are cut, that is the picture from which they are cut; a thumbnail beside them is still resized. What is
    cropped off is cropped here. A picture that is resized some other way is returned as it is.
    """
    with noted() as notes:
        inputs = process(image)
    for height, width in sorted({after for _, after in notes}, key=lambda size: -size[0] * size[1]):
        resized = image.resize((width, height), Image.Resampling.BICUBIC)
        with noted() as again:
            process(resized)
        if ((height, width), (height, width)) in again:
            return _cropped(resized, inputs)
    return image


def _cropped(image: Image.Image, inputs: Mapping[str, Any]) -> Image.Image:
    """The middle of the picture, where only the middle is looked at."""
    pixels = inputs.get("pixel_values")
    if pixels is None or pixels.ndim != 4 or pixels.shape[:2] != (1, 3):
        return image
    height, width = min(image.height, pixels.shape[2]), min(image.width, pixels.shape[3])
    left, top = round((image.width - width) / 2), round((image.height - height) / 2)  # as torchvision rounds
    return image.crop((left, top, left + width, top + height))
