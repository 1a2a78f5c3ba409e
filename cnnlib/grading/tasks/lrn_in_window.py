"""Local response normalisation over neighbours in the map, not over channels."""

import numpy as np

PARTS = {"one map": 3, "several maps": 3, "edges": 2}

_SHAPES = {"one map": (1, 1, 7, 7), "several maps": (2, 3, 6, 8), "edges": (1, 2, 2, 3)}


def variant(rng):
    return {
        "size": int(rng.choice([3, 5])),
        "divisor": str(rng.choice(["window", "cells inside"])),
        "beta": float(rng.choice([0.5, 0.75, 1.0])),
    }


def cases(rng, size, divisor, beta):
    for part, shape in _SHAPES.items():
        for scale in (1.0, 4.0):
            yield part, {"x": scale * rng.standard_normal(shape)}


def describe(x):
    return f"x {x.shape}"


def solution(x, size, divisor, beta):
    def sums(a):
        half = size // 2
        a = np.pad(a, ((0, 0), (0, 0), (half, half), (half, half)))
        view = np.lib.stride_tricks.sliding_window_view(a, (size, size), axis=(2, 3))
        return view.sum(axis=(4, 5))

    count = size**2 if divisor == "window" else sums(np.ones_like(x))
    return x / (1 + 0.5 * sums(x**2) / count) ** beta
