"""A convolutional layer, forward, with loops."""

import numpy as np


def solution(x, weight, bias, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    kh, kw = weight.shape[2:]
    height, width = (x.shape[2] - kh) // stride + 1, (x.shape[3] - kw) // stride + 1
    y = np.zeros((len(x), len(weight), height, width))
    for n, o, i, j in np.ndindex(y.shape):
        rows, columns = i * stride, j * stride
        window = x[n, :, rows : rows + kh, columns : columns + kw]
        y[n, o, i, j] = np.sum(window * weight[o]) + bias[o]
    return y


def right_by_kernel_cells(x, weight, bias, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    kh, kw = weight.shape[2:]
    h, w = (x.shape[2] - kh) // stride + 1, (x.shape[3] - kw) // stride + 1
    y = np.zeros((len(x), len(weight), h, w)) + bias[:, None, None]
    for u, v in np.ndindex(kh, kw):
        cells = x[:, :, u : u + stride * h : stride, v : v + stride * w : stride][:, :, :h, :w]
        y += np.einsum("nchw,oc->nohw", cells, weight[:, :, u, v])
    return y


def right_by_views(x, weight, bias, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    return np.einsum("nchwuv,ocuv->nohw", windows, weight) + bias[:, None, None]


def wrong_window_off_by_one(x, weight, bias, stride=1, padding=0):
    return solution(np.roll(x, 1, axis=3), weight, bias, stride, padding)


def wrong_kernel_flipped(x, weight, bias, stride=1, padding=0):
    return solution(x, weight[:, :, ::-1, ::-1], bias, stride, padding)


def wrong_padding_on_one_side(x, weight, bias, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (2 * padding, 0), (2 * padding, 0)))
    return solution(x, weight, bias, stride, 0)


def wrong_stride_ignored(x, weight, bias, stride=1, padding=0):
    return solution(x, weight, bias, 1, padding)


def wrong_bias_forgotten(x, weight, bias, stride=1, padding=0):
    return solution(x, weight, 0 * bias, stride, padding)


def wrong_mean_instead_of_sum(x, weight, bias, stride=1, padding=0):
    return solution(x, weight / weight[0].size, bias, stride, padding)


def wrong_first_channel_only(x, weight, bias, stride=1, padding=0):
    return solution(x[:, :1], weight[:, :1], bias, stride, padding)


def wrong_square_pictures_only(x, weight, bias, stride=1, padding=0):
    y = solution(x, weight, bias, stride, padding)
    return y[:, :, :, : y.shape[2]]


def wrong_batch_of_one_only(x, weight, bias, stride=1, padding=0):
    y = solution(x, weight, bias, stride, padding)
    y[1:] = y[:1]
    return y


def wrong_all_zeros(x, weight, bias, stride=1, padding=0):
    return 0 * solution(x, weight, bias, stride, padding)


def wrong_random_numbers(x, weight, bias, stride=1, padding=0):
    shape = solution(x, weight, bias, stride, padding).shape
    return np.random.default_rng().standard_normal(shape)


def wrong_input_padded_in_place(x, weight, bias, stride=1, padding=0):
    y = solution(x, weight, bias, stride, padding)
    x[:, :, 0] = 0
    return y
