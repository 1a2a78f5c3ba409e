"""Unpooling by switches."""

import numpy as np


def solution(y, indices, height, width):
    x = np.zeros((*y.shape[:2], height * width))
    for n, c in np.ndindex(y.shape[:2]):
        x[n, c, indices[n, c]] = y[n, c]
    return x.reshape(*y.shape[:2], height, width)


def right_cell_by_cell(y, indices, height, width):
    x = np.zeros((*y.shape[:2], height, width))
    for place in np.ndindex(y.shape):
        row, column = divmod(indices[place], width)
        x[place[0], place[1], row, column] = y[place]
    return x


def right_along_axis(y, indices, height, width):
    n, c = y.shape[:2]
    x = np.zeros((n, c, height * width))
    np.put_along_axis(x, indices.reshape(n, c, -1), y.reshape(n, c, -1), axis=2)
    return x.reshape(n, c, height, width)


def wrong_shared_maxima_added(y, indices, height, width):
    x = np.zeros((*y.shape[:2], height * width))
    for n, c in np.ndindex(y.shape[:2]):
        np.add.at(x[n, c], indices[n, c], y[n, c])
    return x.reshape(*y.shape[:2], height, width)


def wrong_all_into_the_first_map(y, indices, height, width):
    x = np.zeros((*y.shape[:2], height, width))
    x.reshape(-1)[indices] = y
    return x


def wrong_first_picture_only(y, indices, height, width):
    x = solution(y, indices, height, width)
    x[1:] = 0
    return x


def wrong_row_and_column_exchanged(y, indices, height, width):
    return solution(y, indices % width * height + indices // width, height, width)


def wrong_repeated(y, indices, height, width):
    rows, columns = -(-height // y.shape[2]), -(-width // y.shape[3])
    x = y.repeat(rows, axis=2).repeat(columns, axis=3)
    return x[:, :, :height, :width]


def wrong_upper_left_corner(y, indices, height, width):
    x = np.zeros((*y.shape[:2], height, width))
    x[:, :, : y.shape[2], : y.shape[3]] = y
    return x


def wrong_indices_instead_of_values(y, indices, height, width):
    return solution(indices.astype(float), indices, height, width)


def wrong_square_only(y, indices, height, width):
    x = solution(y, indices, height, width)
    return x[:, :, :, :height]


def wrong_all_zeros(y, indices, height, width):
    return 0 * solution(y, indices, height, width)
