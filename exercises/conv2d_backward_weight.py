"""The gradient of a convolutional layer for its weights."""

import numpy as np


def solution(dy, x, kernel_size, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows, columns = (stride * (size - 1) + 1 for size in dy.shape[2:])
    dweight = np.zeros((dy.shape[1], x.shape[1], *kernel_size))
    for u, v in np.ndindex(*kernel_size):
        cells = x[:, :, u : u + rows : stride, v : v + columns : stride]  # (N, C, H', W')
        dweight[:, :, u, v] = np.einsum("nohw,nchw->oc", dy, cells)
    return dweight


def right_by_windows(dy, x, kernel_size, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    (kh, kw), shape = kernel_size, (dy.shape[1], x.shape[1], *kernel_size)
    dweight = np.zeros(shape)
    for i, j in np.ndindex(dy.shape[2:]):
        window = x[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
        dweight += np.tensordot(dy[:, :, i, j].T, window, axes=1)
    return dweight


def right_by_restored_error(dy, x, kernel_size, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    size = [n - k + 1 for n, k in zip(x.shape[2:], kernel_size, strict=True)]
    restored = np.zeros((*dy.shape[:2], *size))
    restored[:, :, ::stride, ::stride] = dy
    windows = np.lib.stride_tricks.sliding_window_view(x, size, axis=(2, 3))
    return np.einsum("ncuvhw,nohw->ocuv", windows, restored)


def wrong_turned(dy, x, kernel_size, stride=1, padding=0):
    return solution(dy, x, kernel_size, stride, padding)[:, :, ::-1, ::-1].copy()


def wrong_padding_forgotten(dy, x, kernel_size, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    return solution(dy, x, kernel_size, stride, 0)


def wrong_stride_ignored(dy, x, kernel_size, stride=1, padding=0):
    return solution(dy, x, kernel_size, 1, padding)


def wrong_mean_over_the_batch(dy, x, kernel_size, stride=1, padding=0):
    return solution(dy, x, kernel_size, stride, padding) / len(x)


def wrong_first_picture_only(dy, x, kernel_size, stride=1, padding=0):
    return solution(dy[:1], x[:1], kernel_size, stride, padding)


def wrong_order_of_channels(dy, x, kernel_size, stride=1, padding=0):
    return solution(dy, x, kernel_size, stride, padding).swapaxes(0, 1).copy()


def wrong_channels_summed(dy, x, kernel_size, stride=1, padding=0):
    return solution(dy, x.sum(axis=1, keepdims=True), kernel_size, stride, padding)


def wrong_size_with_leftover_rows(dy, x, kernel_size, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    sizes = zip(x.shape[2:], dy.shape[2:], strict=True)
    return solution(dy, x, [n - stride * (m - 1) for n, m in sizes], stride, 0)
