"""How far two lists of numbers rise together, by their ranks."""

import numpy as np

HINTS = (
    "Replace each number by its place in the order of size, then correlate the places.",
    "The rank of a value is how many are smaller, plus 1. Where several are equal, each gets the "
    "mean of the places that they take together.",
    "For values v, with s = (v[:, None] > v).sum(axis=1) smaller ones and e equal ones, itself "
    "included, the rank is s + (e + 1) / 2. np.corrcoef(a, b)[0, 1] correlates.",
)


def cases(rng):
    yield {"x": np.array([1.0, 2.0, 3.0, 4.0]), "y": np.array([10.0, 100.0, 1000.0, 10000.0])}
    yield {"x": np.array([1.0, 2.0, 3.0]), "y": np.array([3.0, 2.0, 1.0])}
    yield {"x": np.array([1.0, 2.0, 2.0, 4.0]), "y": np.array([1.0, 3.0, 2.0, 4.0])}
    yield {"x": np.array([5.0, 5.0, 5.0, 1.0]), "y": np.array([2.0, 2.0, 7.0, 2.0])}
    for length in (5, 8, 13):
        yield {"x": rng.normal(size=length), "y": np.exp(3 * rng.normal(size=length))}
    for length in (9, 20):
        values = rng.integers(0, 6, (2, length)).astype(float)
        yield {"x": values[0], "y": values[1]}


def describe(x, y):
    return f"x={x[:4].round(2).tolist()}, y={y[:4].round(2).tolist()}, {len(x)} values each"


def _ranks(values):
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[place]


def solution(x, y):
    a, b = (ranks - ranks.mean() for ranks in (_ranks(x), _ranks(y)))
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))
