"""A question answered by numbers: a class activation map, by hand."""

import numpy as np

PARTS = {"all": 3}
LIKE = np.zeros((2, 2))


def variant(rng):
    return {
        "first": rng.integers(0, 6, size=(2, 2)).tolist(),
        "second": rng.integers(0, 6, size=(2, 2)).tolist(),
        "weights": [[int(n) for n in rng.integers(1, 4, size=2)], [-1, int(rng.integers(2, 5))]],
    }


def solution(first, second, weights):
    """Of the second class."""
    a, b = weights[1]
    return a * np.array(first, float) + b * np.array(second, float)


def wrong_first_class(first, second, weights):
    return solution(first, second, weights[::-1]) + (np.sum(first) + np.sum(second) == 0)


def wrong_mean(first, second, weights):
    return np.full((2, 2), solution(first, second, weights).mean() + 1)
