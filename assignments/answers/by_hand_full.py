"""A question answered by a number: a true convolution of two signals, by hand."""

import numpy as np

import cnnlib.reference as ref

PARTS = {"all": 3}
LIKE = np.zeros(6)


def variant(rng):
    return {
        "x": rng.integers(1, 6, size=4).tolist(),
        "w": rng.choice([-3, -2, -1, 1, 2, 3], size=3, replace=False).tolist(),
    }


def solution(x, w):
    return ref.convolve1d(np.array(x, float), np.array(w, float), mode="full")


def wrong_correlation(x, w):
    return ref.correlate1d(np.array(x, float), np.array(w, float), mode="full")


def wrong_back_to_front(x, w):
    return solution(x, w)[::-1]
