"""A correlation that keeps the size, with a rule for what lies beyond each pair of edges."""

import numpy as np

import cnnlib.reference as ref

PARTS = {"square": 3, "any shape": 5}

RULES = ("wrap", "edge", "reflect", "symmetric")  # names as in numpy.pad

_SHAPES = {
    "square": [((5, 5), (3, 3)), ((8, 8), (5, 5)), ((6, 6), (1, 1))],
    "any shape": [((5, 9), (3, 5)), ((7, 4), (5, 3)), ((6, 8), (1, 7)), ((9, 6), (7, 1))],
}


def variant(rng):
    rows, columns = rng.choice(RULES, size=2, replace=False)
    return {"rows": str(rows), "columns": str(columns)}


def cases(rng, rows, columns):
    for part, shapes in _SHAPES.items():
        for picture, kernel in shapes:
            yield part, {"x": rng.standard_normal(picture), "w": rng.standard_normal(kernel)}


def describe(x, w):
    return f"x {x.shape}, w {w.shape}"


def solution(x, w, rows, columns):
    above, beside = w.shape[0] // 2, w.shape[1] // 2
    x = np.pad(x, ((above, above), (0, 0)), mode=rows)
    x = np.pad(x, ((0, 0), (beside, beside)), mode=columns)
    return ref.correlate2d(x, w, mode="valid")
