"""Max pooling, forward."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Windows lie side by side: the one of output (i, j) starts at row i * kernel_size.",
    "Rows and columns that do not fill a window are left out: H // kernel_size output rows.",
    "x[:, :, i * k : i * k + k, j * k : j * k + k].max(axis=(2, 3)) is one output for all pictures "
    "and channels.",
)


def cases(rng):
    yield {"x": np.array([[[[1.0, 5, 2, 0], [3, 4, 7, 7]]]]), "kernel_size": 2}
    for shape, kernel_size in [
        ((2, 3, 6, 6), 2),
        ((1, 2, 7, 5), 2),
        ((3, 1, 9, 8), 3),
        ((2, 2, 4, 6), 1),
        ((1, 1, 5, 5), 5),
    ]:
        yield {"x": rng.standard_normal(shape), "kernel_size": kernel_size}
        yield {"x": -1 - rng.random(shape), "kernel_size": kernel_size}  # all negative


def describe(x, kernel_size):
    sign = " with negative values only" if (x < 0).all() else ""
    return f"x of shape {x.shape}{sign}, kernel_size {kernel_size}"


def solution(x, kernel_size):
    return ref.max_pool2d(x, kernel_size)
