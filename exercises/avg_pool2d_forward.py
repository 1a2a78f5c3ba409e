"""Average pooling, forward, with any stride."""

import numpy as np


def solution(x, kernel_size, stride):
    k, s = kernel_size, stride
    height, width = (x.shape[2] - k) // s + 1, (x.shape[3] - k) // s + 1
    y = np.zeros((*x.shape[:2], height, width))
    for i, j in np.ndindex(height, width):
        window = x[:, :, i * s : i * s + k, j * s : j * s + k]
        y[:, :, i, j] = window.mean(axis=(2, 3))
    return y


def right_by_views(x, kernel_size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (kernel_size, kernel_size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].mean(axis=(4, 5))


def right_by_running_sums(x, kernel_size, stride):
    k, s = kernel_size, stride
    sums = np.pad(x.cumsum(axis=2).cumsum(axis=3), ((0, 0), (0, 0), (1, 0), (1, 0)))
    windows = sums[:, :, k:, k:] - sums[:, :, :-k, k:] - sums[:, :, k:, :-k] + sums[:, :, :-k, :-k]
    return windows[:, :, ::s, ::s] / k**2


def wrong_windows_side_by_side(x, kernel_size, stride):
    return solution(x, kernel_size, kernel_size)


def wrong_stride_one(x, kernel_size, stride):
    return solution(x, kernel_size, 1)


def wrong_maximum(x, kernel_size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (kernel_size, kernel_size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5))


def wrong_sum(x, kernel_size, stride):
    return solution(x, kernel_size, stride) * kernel_size**2


def wrong_divided_by_one_side(x, kernel_size, stride):
    return solution(x, kernel_size, stride) * kernel_size


def wrong_over_channels(x, kernel_size, stride):
    y = solution(x, kernel_size, stride)
    return np.repeat(y.mean(axis=1, keepdims=True), y.shape[1], axis=1)


def wrong_one_window_too_few(x, kernel_size, stride):
    return solution(x, kernel_size, stride)[:, :, :-1, :-1].copy()


def wrong_square_only(x, kernel_size, stride):
    y = solution(x, kernel_size, stride)
    return y[:, :, : min(y.shape[2:]), : min(y.shape[2:])]


def wrong_all_zeros(x, kernel_size, stride):
    return 0 * solution(x, kernel_size, stride)
