"""A transposed convolution, forward."""

import numpy as np


def solution(x, weight, stride=1, padding=0, output_padding=0):
    (n, _, h, w), (_, o, kh, kw) = x.shape, weight.shape
    rows = (h - 1) * stride + kh + output_padding
    columns = (w - 1) * stride + kw + output_padding
    y = np.zeros((n, o, rows, columns))
    for i, j in np.ndindex(h, w):
        laid = np.tensordot(x[:, :, i, j], weight, axes=1)  # (N, C) and (C, O, kh, kw)
        y[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw] += laid
    return y[:, :, padding : rows - padding, padding : columns - padding]


def right_by_zeros_between_the_cells(x, weight, stride=1, padding=0, output_padding=0):
    (n, c, h, w), (_, _, kh, kw) = x.shape, weight.shape
    stuffed = np.zeros((n, c, (h - 1) * stride + 1, (w - 1) * stride + 1))
    stuffed[:, :, ::stride, ::stride] = x
    more = output_padding
    ring = ((0, 0), (0, 0), (kh - 1, kh - 1 + more), (kw - 1, kw - 1 + more))
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(stuffed, ring), (kh, kw), axis=(2, 3))
    y = np.einsum("ncijuv,couv->noij", windows, weight[:, :, ::-1, ::-1])
    return y[:, :, padding : y.shape[2] - padding, padding : y.shape[3] - padding]


def right_by_kernel_cells(x, weight, stride=1, padding=0, output_padding=0):
    (n, _, h, w), (_, o, kh, kw) = x.shape, weight.shape
    y = np.zeros((n, o, (h - 1) * stride + kh, (w - 1) * stride + kw))
    for u, v in np.ndindex(kh, kw):
        part = np.einsum("ncij,co->noij", x, weight[:, :, u, v])
        y[:, :, u : u + (h - 1) * stride + 1 : stride, v : v + (w - 1) * stride + 1 : stride] += (
            part
        )
    more = output_padding
    y = np.pad(y, ((0, 0), (0, 0), (0, more), (0, more)))
    return y[:, :, padding : y.shape[2] - padding, padding : y.shape[3] - padding]


def wrong_kernel_turned(x, weight, stride=1, padding=0, output_padding=0):
    return solution(x, weight[:, :, ::-1, ::-1], stride, padding, output_padding)


def wrong_overlaps_overwritten(x, weight, stride=1, padding=0, output_padding=0):
    (n, _, h, w), (_, o, kh, kw) = x.shape, weight.shape
    y = np.zeros(
        (n, o, (h - 1) * stride + kh + output_padding, (w - 1) * stride + kw + output_padding)
    )
    for i, j in np.ndindex(h, w):
        laid = np.tensordot(x[:, :, i, j], weight, axes=1)
        y[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw] = laid
    return y[:, :, padding : y.shape[2] - padding, padding : y.shape[3] - padding]


def wrong_stride_ignored(x, weight, stride=1, padding=0, output_padding=0):
    return solution(x, weight, 1, padding, output_padding)


def wrong_padding_adds_zeros(x, weight, stride=1, padding=0, output_padding=0):
    y = solution(x, weight, stride, 0, output_padding)
    return np.pad(y, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def wrong_padding_ignored(x, weight, stride=1, padding=0, output_padding=0):
    return solution(x, weight, stride, 0, output_padding)


def wrong_output_padding_ignored(x, weight, stride=1, padding=0, output_padding=0):
    return solution(x, weight, stride, padding, 0)


def wrong_output_padding_is_zeros_after_the_cut(x, weight, stride=1, padding=0, output_padding=0):
    y = solution(x, weight, stride, padding, 0)
    return np.pad(y, ((0, 0), (0, 0), (0, output_padding), (0, output_padding)))


def wrong_output_padding_before_the_cells(x, weight, stride=1, padding=0, output_padding=0):
    more = output_padding
    y = solution(x, weight, stride, 0, 0)
    y = np.pad(y, ((0, 0), (0, 0), (more, 0), (more, 0)))
    return y[:, :, padding : y.shape[2] - padding, padding : y.shape[3] - padding]


def wrong_first_channel_only(x, weight, stride=1, padding=0, output_padding=0):
    return solution(x[:, :1], weight[:1], stride, padding, output_padding)


def wrong_batch_of_one_only(x, weight, stride=1, padding=0, output_padding=0):
    y = solution(x, weight, stride, padding, output_padding)
    y[1:] = y[:1]
    return y
