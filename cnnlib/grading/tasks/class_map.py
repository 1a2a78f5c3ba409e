"""A map of where a class was seen, enlarged to the picture."""

import numpy as np

PARTS = {"map": 4, "enlarged": 2, "nothing seen": 2}


def variant(rng):
    return {
        "negative": str(rng.choice(["kept", "cut"])),
        "scale": str(rng.choice(["largest is 1", "sum is 1"])),
        "times": int(rng.choice([2, 3, 4])),
    }


def cases(rng, negative, scale, times):
    for part, c, h, w in [("map", 3, 1, 5), ("map", 4, 3, 3), ("enlarged", 2, 2, 4)]:
        features = np.abs(rng.standard_normal((c, h, w)))
        weights = rng.standard_normal((5, c))
        weights[2] = rng.uniform(0.5, 1.5, size=c)
        weights[2, 0] = -0.2  # the sum stays well above zero
        yield part, {"features": features, "weights": weights, "target": 2}
    zeros = {"features": np.zeros((2, 3, 2)), "weights": rng.standard_normal((3, 2)), "target": 1}
    yield "nothing seen", zeros


def describe(features, weights, target):
    return f"features {features.shape}, weights {weights.shape}, target {int(target)}"


def solution(features, weights, target, negative, scale, times):
    seen = np.tensordot(weights[target], features, axes=1)
    if negative == "cut":
        seen = np.maximum(seen, 0)
    seen = seen.repeat(times, axis=0).repeat(times, axis=1)
    total = seen.max() if scale == "largest is 1" else seen.sum()
    return seen / total if total > 0 else np.zeros(seen.shape)
