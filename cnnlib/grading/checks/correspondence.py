"""How alike the features of several pictures change when a part is covered."""

import numpy as np

HINTS = (
    "Each row of before - after says what the square did to one picture. Only its signs count.",
    "np.sign gives -1, 0 or 1. The Hamming distance of two rows is the number of places where "
    "they are not equal.",
    "signs[:, None] != signs[None] has the shape (N, N, D); the pairs (i, i) add nothing.",
)


def cases(rng):
    yield {
        "before": np.array([[1.0, 2, 0], [3, 1, 0], [1, 1, 5]]),
        "after": np.array([[0.0, 2, 0], [1, 4, 0], [2, 1, 1]]),
    }
    for shape in [(1, 4), (2, 1), (5, 7), (4, 30)]:
        before, after = rng.integers(0, 4, (2, *shape)).astype(float)
        yield {"before": before / 2, "after": after / 2}


def describe(before, after):
    return f"features of shape {before.shape}"


def solution(before, after):
    signs = np.sign(before - after)
    total = 0
    for i, j in np.ndindex(len(signs), len(signs)):
        total += int((signs[i] != signs[j]).sum())
    return total
