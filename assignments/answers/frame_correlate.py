"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(x, w, *, rows, columns):
    above, beside = w.shape[0] // 2, w.shape[1] // 2
    x = np.pad(x, ((above, above), (0, 0)), mode=rows)
    x = np.pad(x, ((0, 0), (beside, beside)), mode=columns)
    height, width = x.shape[0] - 2 * above, x.shape[1] - 2 * beside
    y = np.zeros((height, width))
    for i, j in np.ndindex(height, width):
        y[i, j] = np.sum(x[i : i + w.shape[0], j : j + w.shape[1]] * w)
    return y


def right_by_index(x, w, *, rows, columns):
    def place(i, size, rule):
        if rule == "wrap":
            return i % size
        if rule == "edge":
            return min(max(i, 0), size - 1)
        if rule == "reflect":
            i = i % max(2 * size - 2, 1)
            return min(i, 2 * size - 2 - i)
        i = i % (2 * size)
        return min(i, 2 * size - 1 - i)

    (height, width), (kh, kw) = x.shape, w.shape
    y = np.zeros(x.shape)
    for i, j, u, v in np.ndindex(height, width, kh, kw):
        row = place(i + u - kh // 2, height, rows)
        column = place(j + v - kw // 2, width, columns)
        y[i, j] += x[row, column] * w[u, v]
    return y


def right_by_kernel_cells(x, w, *, rows, columns):
    above, beside = w.shape[0] // 2, w.shape[1] // 2
    x = np.pad(x, ((above, above), (0, 0)), mode=rows)
    x = np.pad(x, ((0, 0), (beside, beside)), mode=columns)
    height, width = x.shape[0] - 2 * above, x.shape[1] - 2 * beside
    return sum(w[u, v] * x[u : u + height, v : v + width] for u, v in np.ndindex(w.shape))


def wrong_zeros_beyond(x, w, *, rows, columns):
    above, beside = w.shape[0] // 2, w.shape[1] // 2
    x = np.pad(x, ((above, above), (beside, beside)))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    return np.einsum("ijuv,uv->ij", windows, w)


def wrong_one_rule_for_both(x, w, *, rows, columns):
    return solution(x, w, rows=rows, columns=rows)


def wrong_rules_exchanged(x, w, *, rows, columns):
    return solution(x, w, rows=columns, columns=rows)


def wrong_kernel_turned(x, w, *, rows, columns):
    return solution(x, w[::-1, ::-1], rows=rows, columns=columns)


def wrong_square_kernels_only(x, w, *, rows, columns):
    half = w.shape[0] // 2
    x = np.pad(x, ((half, half), (0, 0)), mode=rows)
    x = np.pad(x, ((0, 0), (half, half)), mode=columns)
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    return np.einsum("ijuv,uv->ij", windows, w)


def wrong_all_zeros(x, w, *, rows, columns):
    return np.zeros(x.shape)
