"""The gradient of a convolutional layer for its input."""

import numpy as np


def solution(dy, weight, input_size, stride=1, padding=0):
    (height, width), (kh, kw) = input_size, weight.shape[2:]
    shape = (len(dy), weight.shape[1], height + 2 * padding, width + 2 * padding)
    padded = np.zeros(shape)
    for i, j in np.ndindex(dy.shape[2:]):
        rows = slice(i * stride, i * stride + kh)
        columns = slice(j * stride, j * stride + kw)
        stamp = np.tensordot(dy[:, :, i, j], weight, axes=1)  # (N, C, kh, kw)
        padded[:, :, rows, columns] += stamp
    return padded[:, :, padding : padding + height, padding : padding + width]


def right_by_restoring(dy, weight, input_size, stride=1, padding=0):
    (n, o), (kh, kw) = dy.shape[:2], weight.shape[2:]
    height, width = (size + 2 * padding for size in input_size)
    restored = np.zeros((n, o, height + kh - 1, width + kw - 1))  # with kernel - 1 on each side
    restored[:, :, kh - 1 : height : stride, kw - 1 : width : stride] = dy
    windows = np.lib.stride_tricks.sliding_window_view(restored, (kh, kw), axis=(2, 3))
    dx = np.einsum("nohwuv,ocuv->nchw", windows, weight[:, :, ::-1, ::-1])
    return dx[:, :, padding : height - padding, padding : width - padding]


def right_by_loops(dy, weight, input_size, stride=1, padding=0):
    height, width = input_size
    dx = np.zeros((len(dy), weight.shape[1], height, width))
    for i, j, u, v in np.ndindex(*dy.shape[2:], *weight.shape[2:]):
        a, b = i * stride + u - padding, j * stride + v - padding
        if 0 <= a < height and 0 <= b < width:
            dx[:, :, a, b] += dy[:, :, i, j] @ weight[:, :, u, v]
    return dx


def wrong_kernel_turned(dy, weight, input_size, stride=1, padding=0):
    return solution(dy, weight[:, :, ::-1, ::-1], input_size, stride, padding)


def wrong_padding_left_on(dy, weight, input_size, stride=1, padding=0):
    return solution(dy, weight, [size + 2 * padding for size in input_size], stride, 0)


def wrong_stride_ignored(dy, weight, input_size, stride=1, padding=0):
    return solution(dy, weight, input_size, 1, padding)


def wrong_stamp_replaces(dy, weight, input_size, stride=1, padding=0):
    (height, width), (kh, kw) = input_size, weight.shape[2:]
    padded = np.zeros((len(dy), weight.shape[1], height + 2 * padding, width + 2 * padding))
    for i, j in np.ndindex(dy.shape[2:]):
        rows = slice(i * stride, i * stride + kh)
        columns = slice(j * stride, j * stride + kw)
        padded[:, :, rows, columns] = np.tensordot(dy[:, :, i, j], weight, axes=1)
    return padded[:, :, padding : padding + height, padding : padding + width]


def wrong_leftover_cells_forgotten(dy, weight, input_size, stride=1, padding=0):
    sizes = zip(dy.shape[2:], weight.shape[2:], strict=True)
    return solution(
        dy, weight, [(m - 1) * stride + k - 2 * padding for m, k in sizes], stride, padding
    )


def wrong_first_filter_only(dy, weight, input_size, stride=1, padding=0):
    return solution(dy[:, :1], weight[:1], input_size, stride, padding)


def wrong_one_gradient_for_all_channels(dy, weight, input_size, stride=1, padding=0):
    dx = solution(dy, weight, input_size, stride, padding)
    return np.broadcast_to(dx.sum(axis=1, keepdims=True), dx.shape).copy()


def wrong_batch_summed(dy, weight, input_size, stride=1, padding=0):
    dx = solution(dy, weight, input_size, stride, padding)
    return np.broadcast_to(dx.sum(axis=0), dx.shape).copy()


def wrong_rows_and_columns_exchanged(dy, weight, input_size, stride=1, padding=0):
    return solution(dy, weight.swapaxes(2, 3), input_size, stride, padding)
