"""A signal, found again from its convolution with a known kernel."""

import numpy as np

import cnnlib.reference as ref

PARTS = {"short kernels": 4, "long signals": 4}

_LENGTHS = {"short kernels": [(4, 1), (5, 2), (3, 3)], "long signals": [(30, 4), (60, 7), (2, 9)]}


def variant(rng):
    return {"safe": str(rng.choice(["first", "last"]))}


def cases(rng, safe):
    for part, lengths in _LENGTHS.items():
        for length, taps in lengths:
            w = rng.uniform(-0.5, 0.5, size=taps) / taps
            w[-1] = 0.0  # what stands at the other end may be nothing
            w[0] = rng.choice([-1, 1]) * rng.uniform(1, 2)
            x = rng.standard_normal(length)
            w = w if safe == "first" else w[::-1].copy()
            yield part, {"y": ref.convolve1d(x, w, mode="full"), "w": w}


def describe(y, w):
    return f"y {y.shape}, w {w.shape}"


def solution(y, w, safe):
    if safe == "last":
        return solution(y[::-1], w[::-1], "first")[::-1].copy()
    rest, x = y.copy(), np.zeros(len(y) - len(w) + 1)
    for i in range(len(x)):
        x[i] = rest[i] / w[0]
        rest[i : i + len(w)] -= x[i] * w
    return x
