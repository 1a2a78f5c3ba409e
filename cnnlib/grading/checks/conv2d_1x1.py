"""A 1 × 1 convolution as one matrix product."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Every pixel is a row of C numbers. What is its result, as a product with the matrix weight?",
    "Bring the channels to the end by transpose(0, 2, 3, 1), and only then reshape to (N*H*W, C).",
    "pixels @ weight.T + bias has the shape (N*H*W, O); reshape it to (N, H, W, O) and bring the "
    "maps back to the second place.",
)

# batch, channels, height, width, maps
_SHAPES = [(1, 1, 1, 1, 1), (1, 3, 4, 4, 1), (2, 3, 5, 4, 3), (3, 4, 2, 6, 2), (2, 1, 3, 3, 5)]


def cases(rng):
    for n, c, h, w, o in _SHAPES:
        yield {
            "x": rng.standard_normal((n, c, h, w)),
            "weight": rng.standard_normal((o, c)),
            "bias": rng.standard_normal(o),
        }


def describe(x, weight, bias):
    return f"x {x.shape}, weight {weight.shape}"


def solution(x, weight, bias):
    return ref.conv2d(x, np.ascontiguousarray(weight[:, :, None, None]), bias)
