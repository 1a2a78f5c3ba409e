"""Parameters and connections of a layer that sees some maps only."""

import numpy as np

HINTS = (
    "How many ones has the table? Each stands for one kernel.",
    "Kernels have kernel_size**2 weights, and each map of the layer, a column, has one bias.",
    "The parameters are used at (size - kernel_size + 1)**2 places: so often count them again.",
)


def cases(rng):
    for maps, made, kernel_size, size in [
        (6, 16, 5, 14),
        (1, 1, 1, 1),
        (4, 12, 5, 12),
        (3, 2, 3, 3),
    ]:
        yield _setting(rng, maps, made, kernel_size, size)
    for _ in range(8):
        maps, made, kernel_size = rng.integers(1, 9, size=3).tolist()
        yield _setting(rng, maps, made, kernel_size, kernel_size + int(rng.integers(0, 20)))


def _setting(rng, maps, made, kernel_size, size):
    joined = rng.integers(0, 2, size=(maps, made))
    return {"joined": joined, "kernel_size": kernel_size, "size": size}


def describe(joined, kernel_size, size):
    return f"table {joined.shape} with {joined.sum()} ones, kernel_size={kernel_size}, size={size}"


def solution(joined, kernel_size, size):
    per_place = int(np.count_nonzero(joined)) * kernel_size**2 + joined.shape[1]
    return per_place, per_place * (size - kernel_size + 1) ** 2
