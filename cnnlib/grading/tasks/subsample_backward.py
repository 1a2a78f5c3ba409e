"""The gradients of LeNet's subsampling, whose windows have other sides here."""

import numpy as np

PARTS = {"weight and bias": 4, "input": 4}


def variant(rng):
    height, width = [(2, 3), (3, 2), (1, 2), (3, 3)][rng.integers(4)]
    return {"window": (height, width), "of": str(rng.choice(["sum", "mean"]))}


def cases(rng, window, of):
    for part in PARTS:
        for n, c, rows, columns in [(1, 1, 2, 2), (2, 3, 2, 3), (3, 2, 1, 4)]:
            dy = rng.standard_normal((n, c, rows, columns))
            x = rng.standard_normal((n, c, rows * window[0], columns * window[1]))
            w = rng.standard_normal(c)
            if part == "input":
                x = np.zeros_like(x)
            else:
                w = np.zeros_like(w)
            yield part, {"dy": dy, "x": x, "w": w}


def describe(dy, x, w):
    return f"dy {dy.shape}, x {x.shape}"


def solution(dy, x, w, window, of):
    n, c, rows, columns = dy.shape
    seen = x.reshape(n, c, rows, window[0], columns, window[1]).sum(axis=(3, 5))
    share = 1 if of == "sum" else 1 / (window[0] * window[1])
    wide = dy.repeat(window[0], axis=2).repeat(window[1], axis=3)
    dw = (dy * seen * share).sum(axis=(0, 2, 3))
    return wide * w[:, None, None] * share, dw, dy.sum(axis=(0, 2, 3))
