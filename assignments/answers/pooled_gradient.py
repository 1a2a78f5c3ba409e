"""A question answered by numbers: gradients of max and average pooling, by hand."""

import numpy as np

import cnnlib.reference as ref

PARTS = {"max": 2, "average": 2}
LIKE = (np.zeros((2, 4)), np.zeros((2, 4)))


def variant(rng):
    x = rng.permutation(8) + 1
    dy = rng.choice([4, 8, -4, 12, -8], size=2, replace=False)
    return {"x": x.reshape(2, 4).tolist(), "dy": dy.reshape(1, 2).tolist()}


def solution(x, dy):
    x, dy = (np.array(a, float)[None, None] for a in (x, dy))
    return ref.max_pool2d_backward(dy, x, 2)[0, 0], ref.avg_pool2d_backward(dy, x, 2)[0, 0]


def wrong_exchanged(x, dy):
    return solution(x, dy)[::-1]


def wrong_average_not_divided(x, dy):
    largest, average = solution(x, dy)
    return largest, 4 * average
