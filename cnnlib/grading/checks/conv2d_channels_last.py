"""A convolution of tensors whose channels stand last."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Three times axes have to change places: those of x, those of weight, and those of the result. "
    "Which place does each axis have to come from?",
    "weight has rows 0, columns 1, channels 2, filters 3, and conv2d wants filters, channels, "
    "rows, columns: transpose(3, 2, 0, 1).",
    "x.transpose(0, 3, 1, 2) brings the channels forward; the result's maps go back to the end by "
    "transpose(0, 2, 3, 1).",
)

# batch, height, width, channels, kernel height, kernel width, filters, stride
_SHAPES = [
    (1, 4, 4, 1, 3, 3, 1, 1),
    (2, 6, 5, 3, 3, 2, 4, 1),
    (1, 3, 3, 3, 3, 3, 3, 1),
    (3, 7, 9, 2, 2, 2, 2, 2),
    (2, 5, 5, 4, 1, 1, 3, 1),
]


def cases(rng):
    for n, h, w, c, kh, kw, o, stride in _SHAPES:
        yield {
            "x": rng.standard_normal((n, h, w, c)),
            "weight": rng.standard_normal((kh, kw, c, o)),
            "stride": stride,
        }


def describe(x, weight, stride):
    return f"x {x.shape}, weight {weight.shape}, stride {stride}"


def solution(x, weight, stride=1):
    first = np.ascontiguousarray(np.moveaxis(x, 3, 1))
    kernels = np.ascontiguousarray(np.moveaxis(weight, (3, 2), (0, 1)))
    return np.moveaxis(ref.conv2d(first, kernels, stride=stride), 1, 3)
