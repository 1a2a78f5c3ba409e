"""Where and in which numbers the operations of `cnnlib.gpu` are tried."""

import pytest
import torch
import torch.nn.functional as F

PRESENT = {
    "cpu": True,
    "cuda": torch.cuda.is_available(),
    "mps": torch.backends.mps.is_available(),
}


def _device(name):
    marks = [] if name == "cpu" else [pytest.mark.gpu]
    if not PRESENT[name]:
        marks.append(pytest.mark.skip(reason=f"no {name} device"))
    return pytest.param(name, marks=marks)


DEVICES = [_device(name) for name in PRESENT]
DTYPES = ["float64", "float32", "bfloat16", "float16"]

# The same numbers laid out otherwise in memory, but for the last: the first entry again and again.
LAYOUTS = {
    "channels last": lambda t: t.movedim(1, -1).contiguous().movedim(-1, 1),
    "transposed": lambda t: t.transpose(-2, -1).contiguous().transpose(-2, -1),
    "every other": lambda t: torch.stack([t, t], dim=-1)[..., 0],
    "part of a larger one": lambda t: F.pad(t, (1, 2, 3, 4))[..., 3:-4, 1:-2],
    "expanded": lambda t: t[:1].expand_as(t),
}


def place(array, device, dtype):
    """A tensor of its own that wants a gradient; float64 where the device has it, None for None."""
    if array is None:
        return None
    if device == "mps" and dtype == "float64":
        pytest.skip("mps has no float64")
    tensor = torch.tensor(array, device=device, dtype=getattr(torch, dtype))
    return tensor.requires_grad_()
