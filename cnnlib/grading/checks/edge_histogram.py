"""Histogram of edge directions, weighted by the length of the gradient."""

import numpy as np

HINTS = (
    "gy is x[2:, 1:-1] - x[:-2, 1:-1]: the row below minus the row above, for all inner pixels; gx "
    "is the same for columns.",
    "(arctan2(gy, gx) + pi) / (2 pi) lies between 0 and 1; times bins and rounded down it is the "
    "number of the bin.",
    "np.bincount(bin_numbers, weights=lengths, minlength=bins) adds up; first bring the number "
    "that belongs to pi itself back into the last bin.",
)


def cases(rng):
    yield {"x": np.add.outer(np.zeros(5), np.arange(6.0)), "bins": 4}  # brighter to the right
    yield {"x": np.add.outer(np.zeros(5), -np.arange(6.0)), "bins": 4}  # brighter to the left
    yield {"x": np.add.outer(np.arange(6.0), np.zeros(4)), "bins": 8}  # brighter below
    yield {"x": np.full((4, 4), 3.0), "bins": 8}
    yield {"x": rng.normal(size=(3, 3)), "bins": 1}
    for _ in range(5):
        height, width = rng.integers(3, 12, size=2)
        yield {"x": rng.normal(size=(height, width)), "bins": int(rng.integers(2, 17))}


def describe(x, bins):
    return f"x of shape {x.shape}, {bins} bins"


def solution(x, bins):
    gy, gx = x[2:, 1:-1] - x[:-2, 1:-1], x[1:-1, 2:] - x[1:-1, :-2]
    edges = np.linspace(-np.pi, np.pi, bins + 1)
    return np.histogram(np.arctan2(gy, gx), edges, weights=np.hypot(gx, gy))[0]
