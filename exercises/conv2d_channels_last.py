"""A convolution of tensors whose channels stand last."""

import numpy as np

import cnnlib.reference as ref


def solution(x, weight, stride=1):
    x = x.transpose(0, 3, 1, 2)  # (N, H, W, C) -> (N, C, H, W)
    weight = weight.transpose(3, 2, 0, 1)  # (kh, kw, C, O) -> (O, C, kh, kw)
    y = ref.conv2d(x, weight, stride=stride)
    return y.transpose(0, 2, 3, 1)  # (N, O, H', W') -> (N, H', W', O)


def right_by_einsum(x, weight, stride=1):
    x, weight = np.einsum("nijc->ncij", x), np.einsum("uvco->ocuv", weight)
    return np.einsum("noij->nijo", ref.conv2d(x, weight, stride=stride))


def right_without_turning_anything(x, weight, stride=1):
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[:2], axis=(1, 2))
    return np.einsum("nijcuv,uvco->nijo", windows[:, ::stride, ::stride], weight)


def wrong_result_channels_first(x, weight, stride=1):
    return solution(x, weight, stride).transpose(0, 3, 1, 2)


def wrong_reshaped(x, weight, stride=1):
    n, h, w, c = x.shape
    weight = weight.transpose(3, 2, 0, 1)
    return ref.conv2d(x.reshape(n, c, h, w), weight, stride=stride).transpose(0, 2, 3, 1)


def wrong_weight_reshaped(x, weight, stride=1):
    kh, kw, c, o = weight.shape
    weight = weight.reshape(o, c, kh, kw)
    return ref.conv2d(x.transpose(0, 3, 1, 2), weight, stride=stride).transpose(0, 2, 3, 1)


def wrong_x_all_axes_reversed(x, weight, stride=1):
    y = ref.conv2d(x.transpose(0, 3, 2, 1), weight.transpose(3, 2, 1, 0), stride=stride)
    return y.transpose(0, 2, 3, 1)


def wrong_in_and_out_exchanged(x, weight, stride=1):
    weight = weight.transpose(2, 3, 0, 1)
    return ref.conv2d(x.transpose(0, 3, 1, 2), weight, stride=stride).transpose(0, 2, 3, 1)


def wrong_stride_ignored(x, weight, stride=1):
    return solution(x, weight)


def wrong_kernels_turned(x, weight, stride=1):
    return solution(x, weight[::-1, ::-1], stride)
