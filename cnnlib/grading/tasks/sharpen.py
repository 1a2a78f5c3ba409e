"""A picture made sharper: what a blur takes away is added once more."""

import numpy as np

import cnnlib.reference as ref

PARTS = {"grey": 4, "any size": 4}

_SHAPES = {"grey": [(8, 8), (12, 9)], "any size": [(5, 16), (1, 9), (7, 5)]}


def variant(rng):
    return {"size": int(rng.choice([3, 5])), "amount": float(rng.choice([0.5, 1.5, 2.0]))}


def cases(rng, size, amount):
    for part, shapes in _SHAPES.items():
        for shape in shapes:
            yield part, {"x": rng.uniform(0, 1, size=shape)}


def describe(x):
    return f"x {x.shape}"


def solution(x, size, amount):
    taps = {3: [1.0, 2.0, 1.0], 5: [1.0, 4.0, 6.0, 4.0, 1.0]}[size]
    w = np.outer(taps, taps)
    blurred = ref.correlate2d(np.pad(x, size // 2, mode="edge"), w / w.sum(), mode="valid")
    return np.clip(x + amount * (x - blurred), 0, 1)
