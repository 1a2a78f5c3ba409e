"""The gradient of average pooling whose windows overlap and reach over the border."""

import numpy as np


def solution(dy, input_size, kernel_size, stride, padding=0):
    height, width = input_size
    dx = np.zeros((*dy.shape[:2], height, width))
    for i, j in np.ndindex(dy.shape[2:]):
        top, left = i * stride - padding, j * stride - padding
        bottom, right = min(top + kernel_size, height), min(left + kernel_size, width)
        top, left = max(top, 0), max(left, 0)
        share = dy[:, :, i, j] / ((bottom - top) * (right - left))
        dx[:, :, top:bottom, left:right] += share[:, :, None, None]
    return dx


def _count(size, cells, kernel_size, stride, padding):
    """Along one axis: how many cells of the picture each window has."""
    start = np.arange(cells) * stride - padding
    return np.minimum(start + kernel_size, size) - np.maximum(start, 0)


def right_by_kernel_cells(dy, input_size, kernel_size, stride, padding=0):
    (height, width), (rows, columns) = input_size, dy.shape[2:]
    share = dy / np.outer(
        _count(height, rows, kernel_size, stride, padding),
        _count(width, columns, kernel_size, stride, padding),
    )
    padded = np.zeros((*dy.shape[:2], height + 2 * padding, width + 2 * padding))
    down, across = stride * (rows - 1) + 1, stride * (columns - 1) + 1
    for u, v in np.ndindex(kernel_size, kernel_size):
        padded[:, :, u : u + down : stride, v : v + across : stride] += share
    return padded[:, :, padding : padding + height, padding : padding + width]


def right_by_matrices(dy, input_size, kernel_size, stride, padding=0):
    means = []
    for size, cells in zip(input_size, dy.shape[2:], strict=True):
        start = np.arange(cells)[:, None] * stride - padding
        cell = np.arange(size)
        reads = (start <= cell) & (cell < start + kernel_size)  # (H', H)
        means.append(reads / reads.sum(axis=1, keepdims=True))
    return means[0].T @ dy @ means[1]


def wrong_whole_error_to_every_cell(dy, input_size, kernel_size, stride, padding=0):
    return kernel_size**2 * solution(dy, input_size, kernel_size, stride, padding)


def wrong_padding_counted(dy, input_size, kernel_size, stride, padding=0):
    padded = [size + 2 * padding for size in input_size]
    dx = solution(dy, padded, kernel_size, stride, 0)
    return dx[:, :, padding : padded[0] - padding, padding : padded[1] - padding]


def wrong_last_window_wins(dy, input_size, kernel_size, stride, padding=0):
    height, width = input_size
    dx = np.zeros((*dy.shape[:2], height, width))
    for i, j in np.ndindex(dy.shape[2:]):
        top, left = i * stride - padding, j * stride - padding
        bottom, right = min(top + kernel_size, height), min(left + kernel_size, width)
        top, left = max(top, 0), max(left, 0)
        share = dy[:, :, i, j] / ((bottom - top) * (right - left))
        dx[:, :, top:bottom, left:right] = share[:, :, None, None]
    return dx


def wrong_windows_side_by_side(dy, input_size, kernel_size, stride, padding=0):
    block = np.ones((kernel_size, kernel_size)) / kernel_size**2
    return np.kron(dy, block)


def wrong_divided_by_stride(dy, input_size, kernel_size, stride, padding=0):
    return solution(dy, input_size, kernel_size, stride, padding) * kernel_size**2 / stride**2


def wrong_to_the_first_cell_only(dy, input_size, kernel_size, stride, padding=0):
    dx = np.zeros((*dy.shape[:2], *input_size))
    for i, j in np.ndindex(dy.shape[2:]):
        dx[:, :, max(i * stride - padding, 0), max(j * stride - padding, 0)] += dy[:, :, i, j]
    return dx
