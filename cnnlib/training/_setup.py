"""The device and the seeds of a run."""

import random

import numpy as np
import torch

from cnnlib._shapes import integer

__all__ = ["choose_device", "model_place", "seed_everything"]


def seed_everything(seed):
    """Seed Python, NumPy's old global generator and torch on every device.

    Call it before a network is made: its initial weights come from torch's generator.

    Parameters
    ----------
    seed : int
        In [0, 2**32).

    Raises
    ------
    ValueError, TypeError
        The seed is out of range or no int.

    Examples
    --------
    >>> seed_everything(0)
    >>> first = torch.rand(1)
    >>> seed_everything(0)
    >>> bool(first == torch.rand(1))
    True
    """
    seed = integer("seed_everything", "seed", seed, 0)
    if seed >= 2**32:
        raise ValueError(f"seed_everything: seed is {seed}, expected less than 2**32")
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - for what still draws from it
    torch.manual_seed(seed)


def choose_device(name="auto"):
    """The device of a name; "auto" takes CUDA if there is one, else Apple's MPS, else the CPU.

    Parameters
    ----------
    name : str or torch.device, default "auto"
        "auto", or a device as torch names it: "cpu", "cuda", "cuda:1", "mps".

    Returns
    -------
    torch.device

    Raises
    ------
    ValueError
        There is no such device here.

    Examples
    --------
    >>> choose_device("cpu")
    device(type='cpu')
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    known = {
        "cpu": 1,
        "cuda": torch.cuda.device_count(),
        "mps": int(torch.backends.mps.is_available()),
    }
    try:
        device = torch.device(name)
        found = (device.index or 0) < known.get(device.type, 0)
    except (RuntimeError, TypeError):
        found = False
    if not found:
        here = ", ".join(kind for kind, count in known.items() if count)
        raise ValueError(f"choose_device: name is {str(name)!r}, expected auto or one of: {here}")
    return device


def model_place(model):
    """Device and dtype of a network's parameters; CPU and float32 if it has none."""
    first = next(model.parameters(), torch.empty(0, device="cpu"))
    return first.device, first.dtype
