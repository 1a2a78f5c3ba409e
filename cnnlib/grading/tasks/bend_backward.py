"""The derivative of a bend that the book does not use."""

import numpy as np

PARTS = {"small inputs": 4, "large inputs": 2}


def variant(rng):
    return {"bend": str(rng.choice(["swish", "softsign", "softplus"]))}


def cases(rng, bend):
    for part, scale in [("small inputs", 1.0), ("large inputs", 800.0)]:
        for shape in [(5,), (2, 3, 4)]:
            x = scale * rng.standard_normal(shape)
            yield part, {"dy": rng.standard_normal(shape), "x": x}


def describe(dy, x):
    return f"x {x.shape}, largest |x| {np.abs(x).max():.3g}"


def solution(dy, x, bend):
    small = np.exp(-np.abs(x))
    sigmoid = np.where(x >= 0, 1, small) / (1 + small)
    if bend == "swish":
        return dy * (sigmoid + x * sigmoid * (1 - sigmoid))
    if bend == "softsign":
        return dy / (1 + np.abs(x)) ** 2
    return dy * sigmoid
