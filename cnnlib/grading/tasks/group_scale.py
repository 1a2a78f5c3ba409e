"""A normalisation over groups of channels, forward."""

import numpy as np

PARTS = {"one picture": 3, "batches": 3, "gamma and beta": 2}

EPS = 1e-5


def variant(rng):
    return {"groups": int(rng.choice([2, 3])), "centred": bool(rng.choice([True, False]))}


def cases(rng, groups, centred):
    for part, shape in [
        ("one picture", (1, groups, 4, 5)),
        ("one picture", (1, 2 * groups, 3, 3)),
        ("batches", (3, 2 * groups, 4, 4)),
        ("batches", (2, 4 * groups, 2, 3)),
        ("gamma and beta", (2, 2 * groups, 3, 4)),
    ]:
        c = shape[1]
        plain = part != "gamma and beta"
        yield (
            part,
            {
                "x": rng.normal(1, 2, size=shape) * rng.uniform(0.5, 3, size=(shape[0], c, 1, 1)),
                "gamma": np.ones(c) if plain else rng.uniform(0.5, 2, size=c),
                "beta": np.zeros(c) if plain else rng.standard_normal(c),
            },
        )


def describe(x, gamma, beta):
    return f"x {x.shape}"


def solution(x, gamma, beta, groups, centred):
    parts = x.reshape(len(x), groups, -1)
    if centred:
        parts = parts - parts.mean(axis=2, keepdims=True)
    parts = parts / np.sqrt((parts**2).mean(axis=2, keepdims=True) + EPS)
    return parts.reshape(x.shape) * gamma[:, None, None] + beta[:, None, None]
