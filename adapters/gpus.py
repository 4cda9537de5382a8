"""Where a network runs, in which type, and what running out of memory looks like."""

import gc
import os

import torch


def choose_device(wish: str) -> torch.device:
    """The device named, or the best there is; each pytest-xdist worker gets a GPU of its own while there are enough."""
    if wish != "auto":
        return torch.device(wish)
    if torch.cuda.is_available():
        worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
        return torch.device("cuda", int(worker) % torch.cuda.device_count() if worker.isdecimal() else 0)
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def choose_dtype(wish: str, device: torch.device, usual: str = "bfloat16") -> torch.dtype | str:
    """The type named. Else float32 on a CPU, so that a batch changes nothing; on a GPU `usual`, or float16 where it has no bfloat16."""
    if wish == "auto" and device.type == "cuda":
        wish = "float16" if usual == "bfloat16" and not torch.cuda.is_bf16_supported() else usual
    if wish == "auto":
        return torch.float32 if device.type == "cpu" else "auto"
    chosen: torch.dtype = getattr(torch, wish)
    return chosen


def out_of_memory(error: Exception) -> bool:
    """Whether this is the GPU, or the machine, having no memory left."""
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)


def release_memory() -> None:
    """Give back what a failed batch held. Call it after the error is forgotten: its traceback keeps the tensors alive."""
    if torch.cuda.is_available():
        gc.collect()
        torch.cuda.empty_cache()
