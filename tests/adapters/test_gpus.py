"""Devices, types and memory, as far as a machine without a GPU can tell."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from adapters import gpus
from adapters.load import load_model
from adapters.transformers_model import TransformersModel
from benchmarks import gpu
from tests.adapters.families.making import byte_tokenizer
from tests.adapters.families.qwen2_5_vl import MARKS


def test_a_cpu_computes_in_full_precision() -> None:
    """So that a batch changes no verdict, whatever the registry says of GPUs; who asks for a type gets it."""
    assert gpus.choose_dtype("auto", torch.device("cpu"), "bfloat16") is torch.float32
    assert gpus.choose_dtype("bfloat16", torch.device("cpu")) is torch.bfloat16


@pytest.mark.parametrize(
    ("supported", "usual", "chosen"), [(True, "bfloat16", "bfloat16"), (False, "bfloat16", "float16"), (False, "float32", "float32")]
)
def test_a_gpu_computes_in_bfloat16_where_it_can(monkeypatch: pytest.MonkeyPatch, supported: bool, usual: str, chosen: str) -> None:
    """Older ones have no bfloat16."""
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: supported)
    assert gpus.choose_dtype("auto", torch.device("cuda"), usual) is getattr(torch, chosen)


@pytest.mark.parametrize(("worker", "count", "index"), [("gw0", 2, 0), ("gw1", 2, 1), ("gw3", 2, 1), (None, 4, 0), ("master", 4, 0)])
def test_each_worker_takes_a_gpu_of_its_own(monkeypatch: pytest.MonkeyPatch, worker: str | None, count: int, index: int) -> None:
    """As long as there are enough; then they share, in turn."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
    if worker is None:
        monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    else:
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    assert gpus.choose_device("auto") == torch.device("cuda", index)


def test_memory_running_out_is_told_from_other_errors() -> None:
    """On a GPU and on a CPU; a wrong shape is neither."""
    assert gpus.out_of_memory(torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB"))
    assert gpus.out_of_memory(RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 byte"))
    assert not gpus.out_of_memory(RuntimeError("shape mismatch"))
    with pytest.raises(RuntimeError) as real:
        torch.empty(1 << 50)
    assert gpus.out_of_memory(real.value)


def test_the_gpu_benchmark_measures_a_qwen_of_the_published_size() -> None:
    """Counted without a byte of weights; the checkpoint's files on the hub hold 8,292,166,656."""
    tokenizer = byte_tokenizer(MARKS, pad="<|endoftext|>", begin=None, end="<|endoftext|>")
    network = gpu.draw(gpu.config_of("7b", tokenizer), torch.device("meta"))
    assert sum(weights.numel() for weights in network.parameters()) == 8_292_166_656


def test_the_gpu_benchmark_runs_where_there_is_no_gpu(tmp_path: Path) -> None:
    """Its tiny checkpoint is built, loads through the adapter, answers, and is attacked; no figure of it says anything."""
    gpu.build(tmp_path, "tiny")
    model = load_model(str(tmp_path), device="cpu")
    assert isinstance(model, TransformersModel)
    prompts = gpu.attacked("tiny")[:2]
    assert {response.finish for response in model.generate([replace(prompt, max_new_tokens=4) for prompt in prompts])} <= {"stop", "length"}
    assert gpu.pgd_seconds(model, prompts) > 0
