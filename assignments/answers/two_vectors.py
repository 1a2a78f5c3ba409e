"""A question answered by numbers: a kernel taken apart into a column and a row."""

import numpy as np

PARTS = {"all": 4}
LIKE = np.zeros((2, 3))


def variant(rng):
    column = np.array([1, rng.choice([-2, 2, 3]), rng.choice([-1, 1, 4])])
    row = rng.choice([-3, -2, -1, 1, 2, 4], size=3, replace=False)
    return {"w": np.outer(column, row).tolist()}


def solution(w):
    w = np.array(w, float)
    return np.array([w[:, 0] / w[0, 0], w[0]])


def wrong_exchanged(w):
    return solution(w)[::-1]


def wrong_first_column_and_row(w):
    w = np.array(w, float)
    return np.array([w[:, 0], w[0]]) if w[0, 0] != 1 else np.array([2 * w[:, 0], w[0]])
