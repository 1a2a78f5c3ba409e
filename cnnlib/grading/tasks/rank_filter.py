"""A filter that sorts its window and takes the value at one place."""

import numpy as np

PARTS = {"square pictures": 3, "any picture": 3, "edges": 2}

_SHAPES = {
    "square pictures": [(5, 5), (8, 8)],
    "any picture": [(4, 9), (11, 6)],
    "edges": [(3, 3), (3, 7)],
}


def variant(rng):
    window = str(rng.choice(["square", "cross"]))
    places = [2, 3, 7, 8] if window == "square" else [2, 4]
    return {"window": window, "place": int(rng.choice(places))}


def cases(rng, window, place):
    for part, shapes in _SHAPES.items():
        for shape in shapes:
            yield part, {"x": rng.standard_normal(shape)}


def describe(x):
    return f"x {x.shape}"


def solution(x, window, place):
    y = x.copy()
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3)).reshape(-1, 9)
    if window == "cross":
        windows = windows[:, [1, 3, 4, 5, 7]]
    y[1:-1, 1:-1] = np.sort(windows)[:, place - 1].reshape(x.shape[0] - 2, x.shape[1] - 2)
    return y
