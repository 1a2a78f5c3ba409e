"""What stochastic pooling gives on average."""

import numpy as np


def solution(x, kernel_size):
    k = kernel_size
    height, width = x.shape[2] // k, x.shape[3] // k
    y = np.zeros((*x.shape[:2], height, width))
    for i, j in np.ndindex(height, width):
        window = x[:, :, i * k : i * k + k, j * k : j * k + k]
        total = window.sum(axis=(2, 3))
        squares = (window * window).sum(axis=(2, 3))
        y[:, :, i, j] = squares / np.where(total > 0, total, 1)
    return y


def right_by_reshaping(x, kernel_size):
    k = kernel_size
    n, c, h, w = x.shape
    windows = x[:, :, : h // k * k, : w // k * k].reshape(n, c, h // k, k, w // k, k)
    total = windows.sum(axis=(3, 5))
    squares = (windows**2).sum(axis=(3, 5))
    return np.divide(squares, total, out=np.zeros_like(total), where=total > 0)


def right_by_probabilities(x, kernel_size):
    k = kernel_size
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::k, ::k]
    total = windows.sum(axis=(4, 5), keepdims=True)
    probability = windows / np.where(total > 0, total, 1)
    return (probability * windows).sum(axis=(4, 5))


def wrong_mean(x, kernel_size):
    n, c, h, w = x.shape
    k = kernel_size
    windows = x[:, :, : h // k * k, : w // k * k].reshape(n, c, h // k, k, w // k, k)
    return windows.mean(axis=(3, 5))


def wrong_maximum(x, kernel_size):
    n, c, h, w = x.shape
    k = kernel_size
    windows = x[:, :, : h // k * k, : w // k * k].reshape(n, c, h // k, k, w // k, k)
    return windows.max(axis=(3, 5))


def wrong_nan_where_all_is_zero(x, kernel_size):
    y = solution(x, kernel_size)
    y[y == 0] = np.nan
    return y


def wrong_root_of_the_mean_square(x, kernel_size):
    return np.sqrt(solution(x, kernel_size) * wrong_mean(x, kernel_size))


def wrong_sum_of_squares(x, kernel_size):
    return solution(x, kernel_size) * wrong_mean(x, kernel_size) * kernel_size**2


def wrong_probabilities_over_the_picture(x, kernel_size):
    return solution(x, kernel_size) * wrong_mean(x, kernel_size) / x.sum()


def wrong_stride_one(x, kernel_size):
    windows = np.lib.stride_tricks.sliding_window_view(x, (kernel_size, kernel_size), axis=(2, 3))
    total = windows.sum(axis=(4, 5))
    return (windows**2).sum(axis=(4, 5)) / np.where(total > 0, total, 1)


def wrong_drawn(x, kernel_size):
    n, c, h, w = x.shape
    k = kernel_size
    windows = x[:, :, : h // k * k, : w // k * k].reshape(n, c, h // k, k, w // k, k)
    flat = windows.transpose(0, 1, 2, 4, 3, 5).reshape(-1, k * k)
    rng = np.random.default_rng()
    drawn = [rng.choice(v, p=v / v.sum()) if v.sum() > 0 else 0.0 for v in flat]
    return np.array(drawn).reshape(n, c, h // k, w // k)
