"""The kernel that leads from one picture to another."""

import numpy as np

HINTS = (
    "How many unknown numbers are there, and how many equations? Each pixel of y is one: the sum "
    "over its window of x, each pixel times an unknown weight.",
    "The equations are linear. Write each window of x as one row of a matrix of size * size "
    "columns; np.lib.stride_tricks.sliding_window_view finds the windows.",
    "np.linalg.lstsq(rows, y.ravel(), rcond=None)[0] solves them; its result is the kernel, row "
    "by row.",
)


def cases(rng):
    for height, width, size in [(8, 9, 3), (9, 9, 2), (6, 4, 1), (14, 12, 4), (15, 13, 5)]:
        x = rng.normal(size=(height, width))
        yield {"x": x, "y": _correlate(x, rng.normal(size=(size, size))), "size": size}
    soft = rng.normal(size=(20, 20)).cumsum(axis=0).cumsum(axis=1)  # neighbours nearly alike
    yield {"x": soft, "y": _correlate(soft, rng.normal(size=(3, 3))), "size": 3}


def _correlate(x, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel)


def describe(x, y, size):
    return f"x of shape {x.shape}, y of shape {y.shape}, size={size}"


def solution(x, y, size):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size))
    rows = windows.reshape(-1, size * size)  # (H', W', size, size) -> (H'*W', size*size)
    return np.linalg.lstsq(rows, y.ravel(), rcond=None)[0].reshape(size, size)
