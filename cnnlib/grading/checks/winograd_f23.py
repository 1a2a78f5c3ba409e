"""Winograd's F(2, 3) along a signal: two outputs from four products."""

import numpy as np

HINTS = (
    "Tile t makes the outputs 2t and 2t + 1 from the four cells that begin at 2t. So tiles overlap "
    "by two cells, and there are (len(x) - 2) / 2 of them.",
    "The kernel's four numbers, g0, g0 + g1 + g2, g0 - g1 + g2, g2, are the same for all tiles. "
    "The cells' four numbers are d0 - d2, (d1 + d2) / 2, (d2 - d1) / 2, d3 - d1.",
    "With the products m0 to m3 of a tile, its outputs are m0 + m1 + m2 and m1 - m2 + m3. Reshape "
    "the (tiles, 2) outputs into one axis.",
)

_LENGTHS = [4, 6, 8, 12, 30]


def cases(rng):
    for length in _LENGTHS:
        yield {"x": rng.standard_normal(length), "kernel": rng.standard_normal(3)}


def describe(x, kernel):
    return f"x of {len(x)} values"


def solution(x, kernel):
    products = [
        [
            (x[i] - x[i + 2]) * kernel[0],
            (x[i + 1] + x[i + 2]) * kernel.sum() / 2,
            (x[i + 2] - x[i + 1]) * (kernel[0] - kernel[1] + kernel[2]) / 2,
            (x[i + 3] - x[i + 1]) * kernel[2],
        ]
        for i in range(0, len(x) - 2, 2)
    ]
    return np.correlate(x, kernel, "valid"), np.array(products)
