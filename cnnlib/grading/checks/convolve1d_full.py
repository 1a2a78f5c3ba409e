"""Convolution of two signals, wide."""

import cnnlib.reference as ref

HINTS = (
    "How many pairs of places are there, and what is the largest sum of two places? The result has "
    "one entry for each possible sum.",
    "Each pair x[t], kernel[k] adds its product to one entry of the result. To which?",
    "y[t + k] += x[t] * kernel[k] in two loops, into an array of len(x) + len(kernel) - 1 zeros.",
)

_LENGTHS = [(4, 3), (6, 2), (5, 5), (3, 6), (7, 1), (1, 4), (1, 1), (20, 7)]


def cases(rng):
    for m, k in _LENGTHS:
        yield {"x": rng.standard_normal(m), "kernel": rng.standard_normal(k)}


def describe(x, kernel):
    return f"x of {len(x)} and kernel of {len(kernel)} values"


def solution(x, kernel):
    return ref.convolve1d(x, kernel, mode="full")
