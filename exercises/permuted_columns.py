"""The matrix of a fully connected layer for pictures whose pixels are exchanged."""

import numpy as np


def solution(weight, order):
    return weight[:, order]


def right_column_by_column(weight, order):
    new = np.empty_like(weight)
    for j, source in enumerate(order):
        new[:, j] = weight[:, source]
    return new


def right_as_a_product(weight, order):
    return weight @ np.eye(len(order))[:, order]


def right_by_take(weight, order):
    return np.take(weight, order, axis=1)


def wrong_inverse_order(weight, order):
    return weight[:, np.argsort(order)]


def wrong_unchanged(weight, order):
    return weight.copy()


def wrong_rows_too(weight, order):
    rows = np.argsort(np.argsort(order[: len(weight)]))
    return weight[:, order][np.resize(rows, len(weight)) % len(weight)]


def wrong_in_place(weight, order):
    weight[:] = weight[:, order]
    return weight


def wrong_reversed(weight, order):
    return weight[:, order][:, ::-1].copy()


def wrong_transposed(weight, order):
    return weight[:, order].T.copy()


def wrong_sorted(weight, order):
    return np.sort(weight, axis=1)
