"""A fully connected layer that slides over maps larger than those it was made for."""

import numpy as np


def solution(x, weight, bias, size):
    n, _, h, w = x.shape
    scores = np.zeros((n, len(weight), h - size + 1, w - size + 1))
    for i, j in np.ndindex(scores.shape[2:]):
        window = x[:, :, i : i + size, j : j + size].reshape(n, -1)
        scores[:, :, i, j] = window @ weight.T + bias
    return scores


def right_as_a_kernel(x, weight, bias, size):
    kernel = weight.reshape(len(weight), x.shape[1], size, size)
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return np.einsum("nchwuv,kcuv->nkhw", windows, kernel) + bias[:, None, None]


def right_by_taps(x, weight, bias, size):
    kernel = weight.reshape(len(weight), x.shape[1], size, size)
    h, w = x.shape[2] - size + 1, x.shape[3] - size + 1
    scores = np.zeros((len(x), len(weight), h, w)) + bias[:, None, None]
    for u, v in np.ndindex(size, size):
        scores += np.einsum("nchw,kc->nkhw", x[:, :, u : u + h, v : v + w], kernel[:, :, u, v])
    return scores


def wrong_channels_last(x, weight, bias, size):
    kernel = weight.reshape(len(weight), size, size, x.shape[1]).transpose(0, 3, 1, 2)
    return solution(x, kernel.reshape(weight.shape), bias, size)


def wrong_windows_side_by_side(x, weight, bias, size):
    return solution(x, weight, bias, size)[:, :, ::size, ::size]


def wrong_bias_forgotten(x, weight, bias, size):
    return solution(x, weight, 0 * bias, size)


def wrong_first_window_only(x, weight, bias, size):
    return solution(x[:, :, :size, :size], weight, bias, size)


def wrong_mean_at_once(x, weight, bias, size):
    return solution(x, weight, bias, size).mean(axis=(2, 3))


def wrong_kernel_turned(x, weight, bias, size):
    kernel = weight.reshape(len(weight), x.shape[1], -1)[:, :, ::-1]
    return solution(x, kernel.reshape(weight.shape), bias, size)


def wrong_square_maps_only(x, weight, bias, size):
    scores = solution(x, weight, bias, size)
    return scores[:, :, :, : scores.shape[2]]


def wrong_padded(x, weight, bias, size):
    p = size // 2
    x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    return solution(x, weight, bias, size)
