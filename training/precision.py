"""In what precision a processor trains fastest."""

import torch


def half_precision() -> torch.autocast:
    """bfloat16 where the processor has instructions for it; elsewhere it would be emulated, five times slower than float32."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())
