"""A kernel of rank 1 as a column and a row."""

import numpy as np


def solution(kernel):
    u, v = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
    column = kernel[:, v] / np.abs(kernel[:, v]).sum()
    if column[column != 0][0] < 0:
        column = -column
    return column, kernel[u] / column[u]


def right_by_singular_values(kernel):
    u, s, vt = np.linalg.svd(kernel)
    column, row = u[:, 0], s[0] * vt[0]
    column = np.where(np.abs(column) < 1e-12, 0, column)  # rounding
    factor = np.abs(column).sum() * np.sign(column[column != 0][0])
    return column / factor, row * factor


def right_by_the_first_column_that_is_not_zero(kernel):
    [v, *_] = np.flatnonzero(np.abs(kernel).sum(axis=0))
    [u, *_] = np.flatnonzero(kernel[:, v])
    column = kernel[:, v] / kernel[u, v]
    factor = np.abs(column).sum()
    return column / factor, kernel[u] * factor


def wrong_first_row_and_column(kernel):
    with np.errstate(all="ignore"):
        return solution(kernel)[0], kernel[0] / solution(kernel)[0][0]


def wrong_singular_vectors_as_they_are(kernel):
    u, s, vt = np.linalg.svd(kernel)
    return u[:, 0], s[0] * vt[0]


def wrong_row_and_column_exchanged(kernel):
    return solution(kernel)[::-1]


def wrong_sign_left_to_chance(kernel):
    column, row = solution(kernel)
    return -column, -row


def wrong_sum_without_absolute_values(kernel):
    column, row = solution(kernel)
    with np.errstate(all="ignore"):
        return column / column.sum(), row * column.sum()


def wrong_length_one(kernel):
    column, row = solution(kernel)
    length = np.linalg.norm(column)
    return column / length, row * length


def wrong_row_not_scaled(kernel):
    column, row = solution(kernel)
    return column, row / np.abs(row).sum()


def wrong_sums_of_rows_and_columns(kernel):
    return kernel.sum(axis=1), kernel.sum(axis=0)
