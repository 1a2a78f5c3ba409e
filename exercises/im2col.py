"""Windows as columns, for batches, any kernel, stride, padding and dilation."""

import numpy as np


def solution(x, kernel_size, dilation=1, padding=0, stride=1):
    (n, c), (kh, kw) = x.shape[:2], kernel_size
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows = (x.shape[2] - dilation * (kh - 1) - 1) // stride + 1
    columns = (x.shape[3] - dilation * (kw - 1) - 1) // stride + 1
    windows = np.empty((n, c, kh, kw, rows, columns))
    for u, v in np.ndindex(kh, kw):
        top, left = u * dilation, v * dilation
        bottom = top + stride * (rows - 1) + 1
        right = left + stride * (columns - 1) + 1
        windows[:, :, u, v] = x[:, :, top:bottom:stride, left:right:stride]
    return windows.reshape(n, c * kh * kw, rows * columns)


def right_by_places(x, kernel_size, dilation=1, padding=0, stride=1):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    reach = [dilation * (k - 1) + 1 for k in kernel_size]
    columns = [
        x[:, :, i : i + reach[0] : dilation, j : j + reach[1] : dilation].reshape(len(x), -1)
        for i in range(0, x.shape[2] - reach[0] + 1, stride)
        for j in range(0, x.shape[3] - reach[1] + 1, stride)
    ]
    return np.stack(columns, axis=2)


def right_by_views(x, kernel_size, dilation=1, padding=0, stride=1):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    reach = [dilation * (k - 1) + 1 for k in kernel_size]
    windows = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    n, c, rows, columns, kh, kw = windows.shape
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, rows * columns)


def wrong_one_row_for_each_window(x, kernel_size, dilation=1, padding=0, stride=1):
    return solution(x, kernel_size, dilation, padding, stride).swapaxes(1, 2)


def wrong_channel_runs_fastest(x, kernel_size, dilation=1, padding=0, stride=1):
    y = solution(x, kernel_size, dilation, padding, stride)
    n, c = x.shape[:2]
    return y.reshape(n, c, -1, y.shape[2]).swapaxes(1, 2).reshape(y.shape)


def wrong_places_column_by_column(x, kernel_size, dilation=1, padding=0, stride=1):
    n, c = x.shape[:2]
    kh, kw = kernel_size
    y = solution(x.swapaxes(2, 3), (kw, kh), dilation, padding, stride)
    return y.reshape(n, c, kw, kh, -1).swapaxes(2, 3).reshape(y.shape)


def wrong_dilation_ignored(x, kernel_size, dilation=1, padding=0, stride=1):
    return solution(x, kernel_size, 1, padding, stride)


def wrong_stride_ignored(x, kernel_size, dilation=1, padding=0, stride=1):
    return solution(x, kernel_size, dilation, padding, 1)


def wrong_padding_ignored(x, kernel_size, dilation=1, padding=0, stride=1):
    return solution(x, kernel_size, dilation, 0, stride)


def wrong_stride_and_dilation_exchanged(x, kernel_size, dilation=1, padding=0, stride=1):
    return solution(x, kernel_size, stride, padding, dilation)


def wrong_kernel_turned(x, kernel_size, dilation=1, padding=0, stride=1):
    y = solution(x, kernel_size, dilation, padding, stride)
    n, c = x.shape[:2]
    return y.reshape(n, c, -1, y.shape[2])[:, :, ::-1].reshape(y.shape)


def wrong_batch_of_one_only(x, kernel_size, dilation=1, padding=0, stride=1):
    return solution(x[:1], kernel_size, dilation, padding, stride)
