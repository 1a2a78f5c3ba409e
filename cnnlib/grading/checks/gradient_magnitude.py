"""The strength of edges, from the two Sobel kernels."""

import numpy as np

from cnnlib.reference import correlate2d, filters

HINTS = (
    "Two kernels, [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] and its transpose, give two maps.",
    "Each map is (H - 2, W - 2): a sum of nine shifted and weighted pieces of x, or "
    "cnnlib.reference.correlate2d.",
    "Put the two maps together place by place: the square root of the sum of their squares.",
)


def cases(rng):
    yield {"x": np.add.outer(np.arange(5.0), 2 * np.arange(6.0))}  # a plane
    yield {"x": np.full((4, 5), 7.0)}
    yield {"x": np.eye(6)}
    for height, width in [(3, 3), (5, 9), (8, 4)]:
        yield {"x": rng.normal(size=(height, width))}


def describe(x):
    return f"x of shape {x.shape}"


def solution(x):
    kernels = filters.kernel("Sobel x"), filters.kernel("Sobel y")
    return np.hypot(*(correlate2d(x, kernel) for kernel in kernels))
