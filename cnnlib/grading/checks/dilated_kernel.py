"""A dilated kernel written out with its zeros."""

import numpy as np

HINTS = (
    "How many rows does a kernel of kh rows cover, if its taps are dilation rows apart?",
    "Make an array of zeros of the shape (O, C, dilation (kh - 1) + 1, dilation (kw - 1) + 1).",
    "A slice with a step, like zeros[..., ::dilation, ::dilation], addresses the places of the "
    "taps.",
)


def cases(rng):
    yield {"weight": np.arange(1.0, 10.0).reshape(1, 1, 3, 3), "dilation": 2}
    for dilation in (1, 2, 3, 4):
        o, c, kh, kw = rng.integers(1, 5, size=4)
        yield {"weight": rng.normal(size=(o, c, kh, kw)), "dilation": dilation}
    yield {"weight": rng.normal(size=(2, 3, 1, 5)).astype(np.float32), "dilation": 3}


def describe(weight, dilation):
    return f"weight of shape {weight.shape}, dilation {dilation}"


def solution(weight, dilation):
    o, c, kh, kw = weight.shape
    zeros = np.zeros((o, c, dilation * (kh - 1) + 1, dilation * (kw - 1) + 1), weight.dtype)
    zeros[:, :, ::dilation, ::dilation] = weight
    return zeros
