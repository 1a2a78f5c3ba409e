"""A signal sent back through a network by one of three rules for the bends."""

import numpy as np

PARTS = {"one layer": 2, "several layers": 4, "pictures": 2}


def variant(rng):
    return {"rule": str(rng.choice(["gradient", "deconvnet", "guided"]))}


def cases(rng, rule):
    for part, layers, width, n in [
        ("one layer", 1, 5, 2),
        ("several layers", 3, 4, 1),
        ("several layers", 4, 5, 2),
        ("pictures", 2, 4, 6),
    ]:
        yield (
            part,
            {
                "dy": rng.standard_normal((n, width)),
                "x": rng.standard_normal((n, width)),
                "weights": rng.standard_normal((layers, width, width)) / width**0.5,
            },
        )


def describe(dy, x, weights):
    return f"x {x.shape}, {len(weights)} layers"


def solution(dy, x, weights, rule):
    open_ = []
    for w in weights:
        x = x @ w.T
        open_.append(x > 0)
        x = np.maximum(x, 0)
    for w, gate in zip(weights[::-1], open_[::-1], strict=True):
        if rule in ("gradient", "guided"):
            dy = dy * gate
        if rule in ("deconvnet", "guided"):
            dy = np.maximum(dy, 0)
        dy = dy @ w
    return dy
