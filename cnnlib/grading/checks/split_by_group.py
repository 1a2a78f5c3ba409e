"""A test part that shares no group with the training part."""

import numpy as np

HINTS = (
    "Groups are moved, never pictures: all pictures of a group have the same fate.",
    "Walk through order, and stop as soon as the groups taken have at least wanted pictures.",
    "np.isin(groups, taken) is true for the pictures of the groups taken; np.flatnonzero gives "
    "their numbers.",
)


def cases(rng):
    yield {"groups": np.array([0, 0, 0, 1, 1, 2]), "order": [1, 0, 2], "wanted": 2}
    yield {"groups": np.array([0, 0, 0, 1, 1, 2]), "order": [2, 0, 1], "wanted": 2}
    yield {"groups": np.array([5, 3, 5, 3, 9]), "order": [9, 5, 3], "wanted": 1}
    for n, count, wanted in [(20, 6, 5), (60, 9, 12), (100, 30, 20)]:
        groups = np.concatenate([np.arange(count), rng.integers(0, count, n - count)])
        order = rng.permutation(count).tolist()
        yield {"groups": rng.permutation(groups), "order": order, "wanted": wanted}


def describe(groups, order, wanted):
    return f"{len(groups)} pictures in {len(order)} groups, {wanted} wanted"


def solution(groups, order, wanted):
    sizes = [int(np.sum(groups == group)) for group in order]
    taken = order[: int(np.searchsorted(np.cumsum(sizes), wanted)) + 1]
    inside = np.isin(groups, taken)
    return np.flatnonzero(~inside), np.flatnonzero(inside)
