"""A 1 × 1 convolution as one matrix product."""

import numpy as np


def solution(x, weight, bias):
    n, c, h, w = x.shape
    pixels = x.transpose(0, 2, 3, 1).reshape(-1, c)  # (N*H*W, C)
    y = pixels @ weight.T + bias  # (N*H*W, O)
    return y.reshape(n, h, w, len(weight)).transpose(0, 3, 1, 2)


def right_by_einsum(x, weight, bias):
    return np.einsum("oc,ncij->noij", weight, x) + bias[:, None, None]


def right_by_planes(x, weight, bias):
    n, c, h, w = x.shape
    y = weight @ x.reshape(n, c, h * w)  # (O, C) @ (N, C, H*W)
    return y.reshape(n, -1, h, w) + bias[:, None, None]


def right_by_loops(x, weight, bias):
    y = np.zeros((len(x), len(weight), *x.shape[2:]))
    for n, o, i, j in np.ndindex(y.shape):
        y[n, o, i, j] = bias[o] + sum(weight[o] * x[n, :, i, j])
    return y


def wrong_reshape_for_transpose(x, weight, bias):
    n, c, h, w = x.shape
    y = x.reshape(-1, c) @ weight.T + bias
    return y.reshape(n, h, w, len(weight)).transpose(0, 3, 1, 2)


def wrong_channels_last(x, weight, bias):
    return solution(x, weight, bias).transpose(0, 2, 3, 1)


def wrong_weight_transposed(x, weight, bias):
    return solution(x, weight.T, bias)


def wrong_bias_forgotten(x, weight, bias):
    return solution(x, weight, 0 * bias)


def wrong_mean_of_channels(x, weight, bias):
    return solution(x, weight / x.shape[1], bias)


def wrong_first_channel_only(x, weight, bias):
    return solution(x[:, :1], weight[:, :1], bias)


def wrong_first_picture_only(x, weight, bias):
    return np.repeat(solution(x[:1], weight, bias), len(x), axis=0)


def wrong_rows_and_columns_exchanged(x, weight, bias):
    return solution(x, weight, bias).transpose(0, 1, 3, 2)
