"""The rule behind the first twelve columns of LeNet-5's table."""

import numpy as np

HINTS = (
    "Begin with zeros of shape (maps, maps), and fill column after column.",
    "Column k has ones in the rows k, k + 1, ... and so on, `neighbours` of them. What follows the "
    "last row?",
    "The first row again: rows (k + i) % maps for i from 0 to neighbours - 1.",
)


def cases(rng):
    for maps, neighbours in [(6, 3), (6, 4), (1, 1), (4, 1), (5, 5), (7, 2), (8, 3), (3, 2)]:
        yield {"maps": maps, "neighbours": neighbours}
    for _ in range(5):
        maps = int(rng.integers(2, 12))
        yield {"maps": maps, "neighbours": int(rng.integers(1, maps + 1))}


def describe(maps, neighbours):
    return f"maps={maps}, neighbours={neighbours}"


def solution(maps, neighbours):
    after = (np.arange(maps)[:, None] - np.arange(maps)) % maps  # how far row is behind column
    return (after < neighbours).astype(int)
