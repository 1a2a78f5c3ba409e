"""A question answered by numbers: how alike two changes of features are, by their signs."""

import numpy as np

PARTS = {"distance": 2, "mean": 1}
LIKE = (0, 0)


def variant(rng):
    rows = rng.choice([-3, -2, -1, 1, 2, 3], size=(3, 6))
    return {"changes": rows.tolist()}


def solution(changes):
    """Between the first two; then the mean over the three pairs."""
    signs = np.sign(changes)
    pairs = [(0, 1), (0, 2), (1, 2)]
    distances = [int((signs[a] != signs[b]).sum()) for a, b in pairs]
    return distances[0], sum(distances) / 3


def wrong_share(changes):
    first, mean = solution(changes)
    return (first + 1) / 6, mean / 6 + 0.01


def wrong_values_compared(changes):
    changes = np.array(changes)
    first, mean = solution(changes)
    return int((changes[0] != changes[1]).sum()) + (first == 6), mean + 1
