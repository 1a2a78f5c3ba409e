"""Where a small picture lies in a large one, by one of two measures of likeness."""

import numpy as np

PARTS = {"as it is": 3, "brighter and darker": 3, "not square": 2}


def variant(rng):
    return {"measure": str(rng.choice(["least squares", "correlation"]))}


def cases(rng, measure):
    shapes = [("as it is", (12, 12), (3, 3)), ("as it is", (15, 15), (4, 4))]
    shapes += [("brighter and darker", (14, 14), (4, 4)), ("brighter and darker", (16, 12), (5, 5))]
    shapes += [("not square", (9, 20), (3, 5)), ("not square", (20, 8), (6, 2))]
    for part, picture, size in shapes:
        x = rng.uniform(0, 1, size=picture)
        i, j = (int(rng.integers(0, p - s + 1)) for p, s in zip(picture, size, strict=True))
        pattern = x[i : i + size[0], j : j + size[1]] + rng.normal(0, 0.02, size=size)
        if part == "brighter and darker":
            if measure == "correlation":
                pattern = 0.4 * pattern + 0.3
            # A bright place answers strongly to any pattern, and is not like this one.
            row = 0 if i >= picture[0] // 2 else picture[0] - size[0]
            x[row : row + size[0], : size[1]] = 3.0 + rng.uniform(0, 0.1, size=size)
        yield part, {"x": x, "pattern": pattern}


def describe(x, pattern):
    return f"x {x.shape}, pattern {pattern.shape}"


def solution(x, pattern, measure):
    windows = np.lib.stride_tricks.sliding_window_view(x, pattern.shape)
    if measure == "least squares":
        score = -((windows - pattern) ** 2).sum(axis=(2, 3))
    else:
        centred = windows - windows.mean(axis=(2, 3), keepdims=True)
        norm = np.sqrt((centred**2).sum(axis=(2, 3)))
        score = (centred * (pattern - pattern.mean())).sum(axis=(2, 3)) / norm
    i, j = np.unravel_index(score.argmax(), score.shape)
    return int(i), int(j)
