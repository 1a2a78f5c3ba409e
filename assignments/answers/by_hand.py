"""A question answered by a number: a small correlation, by hand."""

import numpy as np

import cnnlib.reference as ref

PARTS = {"all": 4}
LIKE = np.zeros((2, 2))


def variant(rng):
    return {
        "x": rng.integers(0, 6, size=(4, 4)).tolist(),
        "w": rng.choice([-2, -1, 0, 1, 2, 3], size=(2, 2), replace=False).tolist(),
        "stride": 2,
    }


def solution(x, w, stride):
    y = ref.correlate2d(np.array(x, float), np.array(w, float), mode="valid")
    return y[::stride, ::stride]


def wrong_kernel_turned(x, w, stride):
    return solution(x, np.array(w)[::-1, ::-1], stride)


def wrong_kernel_transposed(x, w, stride):
    return solution(x, np.array(w).T, stride)
