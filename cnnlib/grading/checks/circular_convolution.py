"""Convolution on a ring."""

import numpy as np

HINTS = (
    "On a ring of n places the place before 0 is n - 1. In Python, what is -1 % n?",
    "y[i] is the sum over k of kernel[k] * x[i - k]; only the place i - k has to be taken round "
    "the ring.",
    "y[i] += kernel[k] * x[(i - k) % n] in two loops. Or multiply the transforms of both, each "
    "made for length n; an odd n has to be told to irfft.",
)

_LENGTHS = [(6, 3), (5, 2), (7, 7), (8, 1), (1, 1), (9, 4), (16, 5)]


def cases(rng):
    for n, k in _LENGTHS:
        yield {"x": rng.standard_normal(n), "kernel": rng.standard_normal(k)}


def describe(x, kernel):
    return f"x of {len(x)} and kernel of {len(kernel)} values"


def solution(x, kernel):
    return sum(weight * np.roll(x, k) for k, weight in enumerate(kernel))
