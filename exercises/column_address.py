"""Which pixel stands in a row and a column of the column matrix."""

import numpy as np


def solution(r, place, size, kernel_size, stride=1, padding=0):
    h = (size[0] + 2 * padding - kernel_size) // stride + 1
    w = (size[1] + 2 * padding - kernel_size) // stride + 1
    c, u, v = r // kernel_size**2, r // kernel_size % kernel_size, r % kernel_size
    n, i, j = place // (h * w), place // w % h, place % w
    return n, c, i * stride + u - padding, j * stride + v - padding


def right_by_subtracting(r, place, size, kernel_size, stride=1, padding=0):
    w = (size[1] + 2 * padding - kernel_size) // stride + 1
    h = (size[0] + 2 * padding - kernel_size) // stride + 1
    c = r // (kernel_size * kernel_size)
    u = (r - c * kernel_size * kernel_size) // kernel_size
    v = r - (c * kernel_size + u) * kernel_size
    n = place // (h * w)
    i = (place - n * h * w) // w
    j = place - (n * h + i) * w
    return n, c, stride * i + u - padding, stride * j + v - padding


def right_by_unravel(r, place, size, kernel_size, stride=1, padding=0):
    h, w = ((side + 2 * padding - kernel_size) // stride + 1 for side in size)
    c, u, v = (int(a) for a in np.unravel_index(r, (r + 1, kernel_size, kernel_size)))
    n, i, j = (int(a) for a in np.unravel_index(place, (place + 1, h, w)))
    return n, c, i * stride + u - padding, j * stride + v - padding


def wrong_padding_forgotten(r, place, size, kernel_size, stride=1, padding=0):
    n, c, row, column = solution(r, place, size, kernel_size, stride, padding)
    return n, c, row + padding, column + padding


def wrong_stride_forgotten(r, place, size, kernel_size, stride=1, padding=0):
    h, w = ((side + 2 * padding - kernel_size) // stride + 1 for side in size)
    c, u, v = r // kernel_size**2, r // kernel_size % kernel_size, r % kernel_size
    return place // (h * w), c, place // w % h + u - padding, place % w + v - padding


def wrong_width_of_the_picture(r, place, size, kernel_size, stride=1, padding=0):
    c, u, v = r // kernel_size**2, r // kernel_size % kernel_size, r % kernel_size
    height, width = size
    n, i, j = place // (height * width), place // width % height, place % width
    return n, c, i * stride + u - padding, j * stride + v - padding


def wrong_rows_and_columns_exchanged(r, place, size, kernel_size, stride=1, padding=0):
    n, c, row, column = solution(r, place, size, kernel_size, stride, padding)
    return n, c, column, row


def wrong_channel_fastest(r, place, size, kernel_size, stride=1, padding=0):
    h, w = ((side + 2 * padding - kernel_size) // stride + 1 for side in size)
    u, v, c = r // kernel_size**2, r // kernel_size % kernel_size, r % kernel_size
    return (
        place // (h * w),
        c,
        place // w % h * stride + u - padding,
        place % w * stride + v - padding,
    )


def wrong_batch_forgotten(r, place, size, kernel_size, stride=1, padding=0):
    _, c, row, column = solution(r, place, size, kernel_size, stride, padding)
    return 0, c, row, column


def wrong_clipped(r, place, size, kernel_size, stride=1, padding=0):
    n, c, row, column = solution(r, place, size, kernel_size, stride, padding)
    return n, c, min(max(row, 0), size[0] - 1), min(max(column, 0), size[1] - 1)


def wrong_floats(r, place, size, kernel_size, stride=1, padding=0):
    n, c, row, column = solution(r, place, size, kernel_size, stride, padding)
    return n, c, float(row), float(column)
