"""Residual units one after the other, in one of two forms, some of them left out."""

import numpy as np

PARTS = {"one unit": 3, "several units": 3, "units left out": 2}


def variant(rng):
    return {
        "bend": str(rng.choice(["before", "after"])),
        "scale": float(rng.choice([0.5, 0.8, 1.2])),
    }


def cases(rng, bend, scale):
    for part, units, width, n in [
        ("one unit", 1, 4, 1),
        ("one unit", 1, 3, 5),
        ("several units", 4, 5, 3),
        ("units left out", 6, 3, 2),
    ]:
        keep = np.ones(units, dtype=bool)
        if part == "units left out":
            keep[[1, 4]] = False
        yield (
            part,
            {
                "x": rng.standard_normal((n, width)),
                "first": rng.standard_normal((units, width, width)) / width**0.5,
                "second": rng.standard_normal((units, width, width)) / width**0.5,
                "keep": keep,
            },
        )


def describe(x, first, second, keep):
    return f"x {x.shape}, {len(first)} units, kept: {keep.tolist()}"


def solution(x, first, second, keep, bend, scale):
    for a, b, kept in zip(first, second, keep, strict=True):
        if not kept:
            continue
        if bend == "before":
            x = x + scale * np.maximum(np.maximum(x, 0) @ a.T, 0) @ b.T
        else:
            x = np.maximum(x + scale * np.maximum(x @ a.T, 0) @ b.T, 0)
    return x.copy()
