"""Which of several things no other beats."""

import numpy as np

HINTS = (
    "Compare each row with every other. When does one beat another?",
    "A row beats another if it is at most as large in all columns and smaller in at least one. Two "
    "equal rows do not beat each other.",
    "(points <= points[k]).all(axis=1) & (points < points[k]).any(axis=1) says who beats row k.",
)


def cases(rng):
    yield {"points": np.array([[1.0, 9.0], [5.0, 7.5], [6.0, 8.0]])}
    yield {"points": np.array([[2.0, 2.0], [2.0, 2.0], [3.0, 1.0], [3.0, 2.0]])}
    yield {"points": np.array([[4.0, 1.0]])}
    yield {"points": np.array([[1.0, 5.0], [1.0, 4.0], [0.5, 4.0], [9.0, 9.0]])}
    for columns in (1, 2, 3, 3, 4):
        yield {"points": rng.integers(0, 8, (int(rng.integers(5, 20)), columns)).astype(float)}


def describe(points):
    return f"{len(points)} rows, {points.shape[1]} columns, first {points[:3].tolist()}"


def solution(points):
    below = (points[:, None] <= points).all(axis=2) & (points[:, None] < points).any(axis=2)
    return np.flatnonzero(~below.any(axis=0)).tolist()
