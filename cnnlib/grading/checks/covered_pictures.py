"""A picture once for each place of a square that covers a part of it."""

import numpy as np

HINTS = (
    "A square of size x size fits into H rows at H - size + 1 places, and likewise for columns.",
    "Make the result first: the picture, repeated once for each row and column of the places. "
    "Then cover one part of each copy.",
    "result[i, j, :, i : i + size, j : j + size] = value, for all i and j.",
)


def cases(rng):
    yield {"x": np.arange(1.0, 10).reshape(1, 3, 3), "size": 2, "value": 0.0}
    for shape, size in [((1, 1, 1), 1), ((3, 4, 6), 2), ((2, 5, 3), 3), ((1, 4, 4), 4)]:
        x = rng.random(shape)
        yield {"x": x, "size": size, "value": float(rng.integers(2, 5)) / 4}


def describe(x, size, value):
    return f"x of shape {x.shape}, size {size}, value {value:g}"


def solution(x, size, value):
    places = [side - size + 1 for side in x.shape[1:]]
    result = np.empty((*places, *x.shape))
    for i, j in np.ndindex(*places):
        rows = np.abs(np.arange(x.shape[1]) - i - (size - 1) / 2) < size / 2
        columns = np.abs(np.arange(x.shape[2]) - j - (size - 1) / 2) < size / 2
        result[i, j] = np.where(rows[:, None] & columns, value, x)
    return result
