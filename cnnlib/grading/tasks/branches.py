"""A module of branches side by side, as in Inception, on one picture."""

import numpy as np

import cnnlib.reference as ref

PARTS = {"channels": 2, "values": 4, "other sizes": 2}

ORDERS = ("1x1, 3x3, pool", "3x3, pool, 1x1", "pool, 1x1, 3x3")


def variant(rng):
    return {"order": str(rng.choice(ORDERS)), "pooling": str(rng.choice(["max", "average"]))}


def cases(rng, order, pooling):
    for part, (c, h, w), (one, reduced, three, pool) in [
        ("channels", (2, 4, 4), (1, 2, 3, 2)),
        ("values", (3, 5, 5), (2, 2, 3, 1)),
        ("values", (4, 6, 6), (3, 1, 2, 2)),
        ("other sizes", (3, 3, 7), (2, 3, 1, 2)),
    ]:
        yield (
            part,
            {
                "x": rng.standard_normal((c, h, w)) - 0.5,
                "w1": rng.standard_normal((one, c)),
                "w_reduce": rng.standard_normal((reduced, c)),
                "w3": rng.standard_normal((three, reduced, 3, 3)),
                "w_pool": rng.standard_normal((pool, c)),
            },
        )


def describe(x, w1, w_reduce, w3, w_pool):
    return f"x {x.shape}, w3 {w3.shape}"


def solution(x, w1, w_reduce, w3, w_pool, order, pooling):
    def one(w, x):
        return np.tensordot(w, x, axes=1)

    three = ref.conv2d(ref.relu(one(w_reduce, x))[None], w3, padding=1)[0]
    if pooling == "max":
        pooled = ref.max_pool2d(x[None], 3, 1, 1)[0]
    else:
        pooled = ref.avg_pool2d(x[None], 3, 1, 1)[0]
    named = {"1x1": one(w1, x), "3x3": three, "pool": one(w_pool, pooled)}
    return ref.relu(np.concatenate([named[name] for name in order.split(", ")]))
