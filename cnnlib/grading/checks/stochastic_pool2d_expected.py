"""What stochastic pooling gives on average."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "An average over draws is the sum of each value times its probability.",
    "The probability of x is x / (sum of the window), so the average is (sum of x * x) / (sum of "
    "x), window by window. And where the sum is 0?",
    "Cut x into windows by x.reshape(N, C, H // k, k, W // k, k) and sum over axes 3 and 5, after "
    "leaving out rows and columns that fill no window.",
)


def cases(rng):
    x = np.array([[1.0, 3, 0, 3], [2, 2, 4, 1], [4, 2, 0, 0], [3, 3, 3, 1]])
    yield {"x": x[None, None], "kernel_size": 2}
    for shape, kernel_size in [
        ((2, 3, 6, 6), 2),
        ((1, 2, 7, 5), 2),
        ((3, 1, 9, 8), 3),
        ((2, 2, 4, 6), 1),
    ]:
        x = np.maximum(rng.standard_normal(shape), 0)
        x[0, 0, :kernel_size, :kernel_size] = 0  # a window with nothing in it
        yield {"x": x, "kernel_size": kernel_size}


def describe(x, kernel_size):
    return f"x of shape {x.shape}, kernel_size {kernel_size}"


def solution(x, kernel_size):
    mean = ref.avg_pool2d(x, kernel_size)
    return ref.avg_pool2d(x * x, kernel_size) / np.where(mean > 0, mean, 1)
