"""The matrix whose product with a flattened picture is the convolution with one kernel."""

import numpy as np


def solution(kernel, size, stride=1, padding=0):
    (h, w), (kh, kw) = size, kernel.shape
    rows = (h + 2 * padding - kh) // stride + 1
    columns = (w + 2 * padding - kw) // stride + 1
    m = np.zeros((rows * columns, h * w))
    for i, j, u, v in np.ndindex(rows, columns, kh, kw):
        a, b = i * stride + u - padding, j * stride + v - padding
        if 0 <= a < h and 0 <= b < w:
            m[i * columns + j, a * w + b] = kernel[u, v]
    return m


def right_one_pixel_at_a_time(kernel, size, stride=1, padding=0):
    """Column after column: what the convolution makes of a picture with a single one."""
    columns = []
    for pixel in np.eye(size[0] * size[1]):
        padded = np.pad(pixel.reshape(size), padding)
        windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
        columns.append((windows[::stride, ::stride] * kernel).sum(axis=(2, 3)).ravel())
    return np.stack(columns, axis=1)


def right_one_place_at_a_time(kernel, size, stride=1, padding=0):
    """Row after row: the kernel laid on an empty padded picture, whose rim is then cut off."""
    (h, w), (kh, kw) = size, kernel.shape
    rows = []
    for i in range(0, h + 2 * padding - kh + 1, stride):
        for j in range(0, w + 2 * padding - kw + 1, stride):
            padded = np.zeros((h + 2 * padding, w + 2 * padding))
            padded[i : i + kh, j : j + kw] = kernel
            rows.append(padded[padding : padding + h, padding : padding + w].ravel())
    return np.array(rows)


def wrong_transposed(kernel, size, stride=1, padding=0):
    return solution(kernel, size, stride, padding).T


def wrong_kernel_turned(kernel, size, stride=1, padding=0):
    return solution(kernel[::-1, ::-1], size, stride, padding)


def wrong_stride_ignored(kernel, size, stride=1, padding=0):
    return solution(kernel, size, 1, padding)


def wrong_padding_ignored(kernel, size, stride=1, padding=0):
    return solution(kernel, size, stride, 0)


def wrong_padding_wraps_round(kernel, size, stride=1, padding=0):
    (h, w), (kh, kw) = size, kernel.shape
    rows = (h + 2 * padding - kh) // stride + 1
    columns = (w + 2 * padding - kw) // stride + 1
    m = np.zeros((rows * columns, h * w))
    for i, j, u, v in np.ndindex(rows, columns, kh, kw):
        a, b = (i * stride + u - padding) % h, (j * stride + v - padding) % w
        m[i * columns + j, a * w + b] += kernel[u, v]
    return m


def wrong_columns_of_the_padded_picture(kernel, size, stride=1, padding=0):
    return solution(kernel, (size[0] + 2 * padding, size[1] + 2 * padding), stride, 0)


def wrong_square_pictures_only(kernel, size, stride=1, padding=0):
    return solution(kernel, (size[0], size[0]), stride, padding)


def wrong_only_which_pixels(kernel, size, stride=1, padding=0):
    return (solution(kernel, size, stride, padding) != 0).astype(float)
