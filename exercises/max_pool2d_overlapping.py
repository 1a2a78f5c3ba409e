"""Max pooling whose windows may overlap, or leave gaps."""

import numpy as np


def solution(x, kernel_size, stride):
    n, c, h, w = x.shape
    rows = (h - kernel_size) // stride + 1
    columns = (w - kernel_size) // stride + 1
    y = np.zeros((n, c, rows, columns))
    for i, j in np.ndindex(rows, columns):
        top, left = i * stride, j * stride
        window = x[:, :, top : top + kernel_size, left : left + kernel_size]
        y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def right_all_windows_at_once(x, kernel_size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (kernel_size, kernel_size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5))


def right_cell_by_cell_of_the_window(x, kernel_size, stride):
    rows, columns = ((side - kernel_size) // stride + 1 for side in x.shape[2:])
    y = np.full((*x.shape[:2], rows, columns), -np.inf)
    for u, v in np.ndindex(kernel_size, kernel_size):
        part = x[:, :, u::stride, v::stride][:, :, :rows, :columns]
        y = np.maximum(y, part)
    return y


def wrong_side_by_side(x, kernel_size, stride):
    return solution(x, kernel_size, kernel_size)


def wrong_window_as_large_as_the_step(x, kernel_size, stride):
    rows, columns = ((side - kernel_size) // stride + 1 for side in x.shape[2:])
    return solution(x, stride, stride)[:, :, :rows, :columns]


def wrong_zeros_beyond_the_edge(x, kernel_size, stride):
    p = kernel_size - 1
    return solution(np.pad(x, ((0, 0), (0, 0), (0, p), (0, p))), kernel_size, stride)


def wrong_starts_at_zero(x, kernel_size, stride):
    return np.maximum(solution(x, kernel_size, stride), 0)


def wrong_mean(x, kernel_size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (kernel_size, kernel_size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].mean(axis=(4, 5))


def wrong_one_window_less(x, kernel_size, stride):
    return solution(x, kernel_size, stride)[:, :, :-1, :-1]


def wrong_square_output(x, kernel_size, stride):
    y = solution(x, kernel_size, stride)
    return y[:, :, :, : y.shape[2]]


def wrong_over_channels(x, kernel_size, stride):
    y = solution(x, kernel_size, stride)
    return np.broadcast_to(y.max(axis=1, keepdims=True), y.shape)
