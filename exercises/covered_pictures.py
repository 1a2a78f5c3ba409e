"""A picture once for each place of a square that covers a part of it."""

import numpy as np


def solution(x, size, value):
    rows, columns = x.shape[1] - size + 1, x.shape[2] - size + 1
    result = np.tile(x, (rows, columns, 1, 1, 1))
    for i in range(rows):
        for j in range(columns):
            result[i, j, :, i : i + size, j : j + size] = value
    return result


def right_copy_by_copy(x, size, value):
    pictures = []
    for i in range(x.shape[1] - size + 1):
        pictures.append([])
        for j in range(x.shape[2] - size + 1):
            one = x.copy()
            one[:, i : i + size, j : j + size] = value
            pictures[-1].append(one)
    return np.array(pictures)


def right_by_masks(x, size, value):
    def inside(length):  # (places, length)
        steps = np.arange(length) - np.arange(length - size + 1)[:, None]
        return (steps >= 0) & (steps < size)

    rows, columns = inside(x.shape[1]), inside(x.shape[2])
    mask = rows[:, None, :, None] & columns[None, :, None, :]
    return np.where(mask[:, :, None], value, x)


def wrong_one_place_too_few(x, size, value):
    return solution(x, size, value)[:-1, :-1]


def wrong_all_in_one_copy(x, size, value):
    result = np.tile(x, (x.shape[1] - size + 1, x.shape[2] - size + 1, 1, 1, 1))
    result[:] = value
    return result


def wrong_steps_of_the_size(x, size, value):
    return solution(x, size, value)[::size, ::size]


def wrong_first_channel_only(x, size, value):
    result = np.tile(x, (x.shape[1] - size + 1, x.shape[2] - size + 1, 1, 1, 1))
    result[:, :, 0] = solution(x, size, value)[:, :, 0]
    return result


def wrong_zero_for_the_value(x, size, value):
    return solution(x, size, 0.0)


def wrong_rows_and_columns_exchanged(x, size, value):
    return solution(x, size, value).swapaxes(0, 1)


def wrong_one_row_of_places(x, size, value):
    result = solution(x, size, value)
    return result.reshape(-1, *x.shape)
