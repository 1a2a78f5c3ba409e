"""The gradient of global average pooling."""

import numpy as np


def solution(dy, height, width):
    share = dy[:, :, None, None] / (height * width)  # (N, C, 1, 1)
    return share * np.ones((height, width))  # -> (N, C, height, width)


def right_cell_by_cell(dy, height, width):
    dx = np.empty((*dy.shape, height, width))
    for i in range(height):
        for j in range(width):
            dx[:, :, i, j] = dy / (height * width)
    return dx


def right_as_a_matrix(dy, height, width):
    cells = height * width
    mean = np.full((1, cells), 1 / cells)  # y = mean @ x
    return (dy[:, :, None] @ mean).reshape(*dy.shape, height, width)


def wrong_not_divided(dy, height, width):
    return solution(dy, height, width) * height * width


def wrong_divided_by_a_side(dy, height, width):
    return solution(dy, height, width) * height


def wrong_divided_by_the_channels_too(dy, height, width):
    return solution(dy, height, width) / dy.shape[1]


def wrong_mean_over_the_batch(dy, height, width):
    return solution(dy, height, width) / len(dy)


def wrong_in_one_cell(dy, height, width):
    dx = np.zeros((*dy.shape, height, width))
    dx[:, :, 0, 0] = dy
    return dx


def wrong_not_repeated(dy, height, width):
    return dy[:, :, None, None] / (height * width)


def wrong_sides_swapped(dy, height, width):
    return solution(dy, width, height)
