"""Size, distance of neighbours and field of every layer of a chain."""

import numpy as np

PARTS = {"sizes": 3, "fields": 3, "long chains": 2}

_CHAINS = {  # kernel, stride, padding, dilation of each layer; side of the picture
    "sizes": [([(3, 1, 1, 1)], 20), ([(5, 1, 0, 1), (2, 2, 0, 1)], 29)],
    "fields": [([(3, 1, 1, 2), (3, 2, 1, 1)], 32), ([(2, 2, 0, 1), (3, 1, 1, 3)], 41)],
    "long chains": [
        ([(7, 2, 3, 1), (3, 2, 1, 1), (3, 1, 2, 2), (1, 1, 0, 1), (3, 2, 1, 1)], 224),
        ([(11, 4, 0, 1), (3, 2, 0, 1), (5, 1, 2, 1), (3, 2, 0, 1), (3, 1, 1, 1)], 227),
    ],
}


def variant(rng):
    return {"rounding": str(rng.choice(["up", "down"]))}


def cases(rng, rounding):
    for part, chains in _CHAINS.items():
        for layers, size in chains:
            size += int(rng.integers(0, 4))
            yield part, {"layers": np.array(layers), "size": size}


def describe(layers, size):
    return f"size {int(size)}, {len(layers)} layers, the first {layers[0].tolist()}"


def solution(layers, size, rounding):
    field, distance, rows = 1, 1, []
    for kernel, stride, padding, dilation in layers.tolist():
        wide = dilation * (kernel - 1) + 1
        room = size + 2 * padding - wide
        size = (-(-room // stride) if rounding == "up" else room // stride) + 1
        field += (wide - 1) * distance
        distance *= stride
        rows.append((size, distance, field))
    return np.array(rows)
