"""A locally connected layer, forward, with loops."""

import numpy as np


def solution(x, weight, bias, stride=1):
    height, width, o, _, kh, kw = weight.shape
    y = np.zeros((len(x), o, height, width))
    for i, j in np.ndindex(height, width):
        rows, columns = i * stride, j * stride
        window = x[:, :, rows : rows + kh, columns : columns + kw]
        y[:, :, i, j] = np.einsum("ncuv,ocuv->no", window, weight[i, j]) + bias[i, j]
    return y


def right_number_by_number(x, weight, bias, stride=1):
    height, width, o, _, kh, kw = weight.shape
    y = np.zeros((len(x), o, height, width))
    for n, k, i, j in np.ndindex(y.shape):
        window = x[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
        y[n, k, i, j] = (window * weight[i, j, k]).sum() + bias[i, j, k]
    return y


def right_by_views(x, weight, bias, stride=1):
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[4:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]  # (N, C, H', W', kh, kw)
    return np.einsum("ncijuv,ijocuv->noij", windows, weight) + bias.transpose(2, 0, 1)


def wrong_one_filter_for_all_places(x, weight, bias, stride=1):
    return solution(x, 0 * weight + weight[0, 0], bias, stride)


def wrong_one_bias_for_all_places(x, weight, bias, stride=1):
    return solution(x, weight, 0 * bias + bias[0, 0], stride)


def wrong_bias_forgotten(x, weight, bias, stride=1):
    return solution(x, weight, 0 * bias, stride)


def wrong_stride_ignored(x, weight, bias, stride=1):
    return solution(x, weight, bias, 1)


def wrong_kernels_turned(x, weight, bias, stride=1):
    return solution(x, weight[..., ::-1, ::-1], bias, stride)


def wrong_places_exchanged(x, weight, bias, stride=1):
    return solution(x, weight.swapaxes(0, 1), bias.swapaxes(0, 1), stride)


def wrong_maps_last(x, weight, bias, stride=1):
    return solution(x, weight, bias, stride).transpose(0, 2, 3, 1)


def wrong_first_channel_only(x, weight, bias, stride=1):
    return solution(x[:, :1], weight[:, :, :, :1], bias, stride)


def wrong_mean_instead_of_sum(x, weight, bias, stride=1):
    return solution(x, weight / weight[0, 0, 0].size, bias, stride)
