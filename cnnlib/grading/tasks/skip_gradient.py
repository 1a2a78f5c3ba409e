"""How a gradient comes through layers of which some have a shortcut."""

import numpy as np

PARTS = {"one layer": 2, "several layers": 4, "pictures": 2}


def variant(rng):
    return {"every": int(rng.choice([2, 3, 4]))}


def cases(rng, every):
    for part, layers, width, n in [
        ("one layer", every, 3, 1),
        ("several layers", 2 * every, 4, 1),
        ("several layers", 3 * every, 3, 2),
        ("pictures", 2 * every, 3, 6),
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


def solution(dy, x, weights, every):
    inputs = []
    start = x
    for k, w in enumerate(weights):
        inputs.append(x)
        x = np.maximum(x @ w.T, 0)
        if (k + 1) % every == 0:
            x = x + start
            start = x
    skipped = 0
    for k in reversed(range(len(weights))):
        if (k + 1) % every == 0:
            dy = dy + skipped
            skipped = dy
        dy = (dy * (inputs[k] @ weights[k].T > 0)) @ weights[k]
    return dy + skipped
