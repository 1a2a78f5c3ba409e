"""LeNet-5's output: squared distances from codes."""

import numpy as np

HINTS = (
    "For each picture and each code one number: the result has the shape (N, K).",
    "Subtract every code from every row of x; `x[:, None]` has the shape (N, 1, D).",
    "Square the differences and sum them over the last axis. No root.",
)


def cases(rng):
    for n, k, size in [(2, 10, 84), (1, 1, 1), (3, 2, 5), (5, 5, 5), (4, 7, 3), (10, 10, 2)]:
        codes = rng.choice([-1.0, 1.0], size=(k, size))
        yield {"x": rng.normal(size=(n, size)), "codes": codes}
    codes = rng.normal(size=(3, 4))  # codes of other lengths than those of signs
    yield {"x": codes[[2, 0]].copy(), "codes": codes}


def describe(x, codes):
    return f"x {x.shape}, codes {codes.shape}"


def solution(x, codes):
    squares = (x**2).sum(axis=1)[:, None] + (codes**2).sum(axis=1)
    return np.maximum(squares - 2 * x @ codes.T, 0)
