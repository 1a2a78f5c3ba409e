"""Unpooling by switches."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Start with zeros of shape (N, C, height, width). Where does each value of y belong?",
    "An index counts the cells of one map row by row: row * width + column. Every picture and "
    "every channel has its own map and its own indices.",
    "Within one map, plane.reshape(-1)[indices[n, c]] = y[n, c] puts all values in their places "
    "at once.",
)


def cases(rng):
    x = np.array([[1.0, 3, 0, 3], [2, 2, 4, 1], [4, 2, 0, 0], [3, 3, 3, 1]])
    for shape, kernel_size, stride in [
        (None, 2, 2),
        ((2, 3, 6, 4), 2, 2),
        ((1, 2, 7, 9), 2, 2),
        ((3, 1, 9, 6), 3, 3),
        ((2, 2, 7, 5), 3, 2),  # windows overlap and can share their maximum
        ((1, 1, 3, 5), 1, 1),
    ]:
        x = x[None, None] if shape is None else rng.standard_normal(shape)
        y, indices = ref.max_pool2d(x, kernel_size, stride, return_indices=True)
        yield {"y": y, "indices": indices, "height": x.shape[2], "width": x.shape[3]}


def describe(y, indices, height, width):
    return f"y of shape {y.shape}, height {height}, width {width}"


def solution(y, indices, height, width):
    kernel_size = (height - y.shape[2] + 1, width - y.shape[3] + 1)  # any that gives the size
    return ref.max_unpool2d(y, indices, kernel_size, stride=1)
