"""The matrix of a fully connected layer for pictures whose pixels are exchanged."""

import numpy as np

HINTS = (
    "A unit's sum must not change. Which weight does the pixel at place j need now?",
    "The pixel at place j is the old pixel order[j], and its weight was weight[i, order[j]].",
    "So the new column j is the old column order[j]. Indexing with an array does it at once, and "
    "makes a copy.",
)


def cases(rng):
    for outputs, inputs in [(2, 3), (1, 4), (3, 1), (4, 9)]:
        yield _setting(rng, outputs, inputs)
    for _ in range(6):
        yield _setting(rng, *rng.integers(2, 12, size=2).tolist())


def _setting(rng, outputs, inputs):
    # A rotation by one place: from three pixels on it is not its own inverse.
    order = np.roll(rng.permutation(inputs), 1) if inputs != 3 else np.array([1, 2, 0])
    return {"weight": rng.normal(size=(outputs, inputs)), "order": order}


def describe(weight, order):
    return f"weight of shape {weight.shape}, order={order.tolist()}"


def solution(weight, order):
    exchange = np.eye(len(order))[order]  # exchange @ x is x[order]
    return weight @ exchange.T
