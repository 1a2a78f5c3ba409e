"""Max pooling, forward."""

import numpy as np


def solution(x, kernel_size):
    k = kernel_size
    height, width = x.shape[2] // k, x.shape[3] // k
    y = np.zeros((*x.shape[:2], height, width))
    for i, j in np.ndindex(height, width):
        window = x[:, :, i * k : i * k + k, j * k : j * k + k]
        y[:, :, i, j] = window.max(axis=(2, 3))
    return y


def right_by_reshaping(x, kernel_size):
    n, c, h, w = x.shape
    k = kernel_size
    x = x[:, :, : h // k * k, : w // k * k]
    return x.reshape(n, c, h // k, k, w // k, k).max(axis=(3, 5))


def right_running_maximum(x, kernel_size):
    k = kernel_size
    h, w = x.shape[2] // k * k, x.shape[3] // k * k
    y = x[:, :, :h:k, :w:k].copy()
    for u, v in np.ndindex(k, k):
        y = np.maximum(y, x[:, :, u:h:k, v:w:k])
    return y


def wrong_mean(x, kernel_size):
    n, c, h, w = x.shape
    k = kernel_size
    x = x[:, :, : h // k * k, : w // k * k]
    return x.reshape(n, c, h // k, k, w // k, k).mean(axis=(3, 5))


def wrong_stride_one(x, kernel_size):
    windows = np.lib.stride_tricks.sliding_window_view(x, (kernel_size, kernel_size), axis=(2, 3))
    return windows.max(axis=(4, 5))


def wrong_maximum_from_zero(x, kernel_size):
    return np.maximum(solution(x, kernel_size), 0)


def wrong_over_channels(x, kernel_size):
    y = solution(x, kernel_size)
    return np.repeat(y.max(axis=1, keepdims=True), y.shape[1], axis=1)


def wrong_first_cell(x, kernel_size):
    k = kernel_size
    return x[:, :, : x.shape[2] // k * k : k, : x.shape[3] // k * k : k].copy()


def wrong_square_only(x, kernel_size):
    y = solution(x, kernel_size)
    return y[:, :, : min(y.shape[2:]), : min(y.shape[2:])]


def wrong_size_two_only(x, kernel_size):
    return solution(x, 2)


def wrong_all_zeros(x, kernel_size):
    return 0 * solution(x, kernel_size)
