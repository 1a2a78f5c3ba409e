"""The strength of edges, from the two Sobel kernels."""

import numpy as np

from cnnlib.reference import correlate2d

SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def solution(x):
    sobel_x = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    gx = correlate2d(x, sobel_x)
    gy = correlate2d(x, sobel_x.T)
    return np.sqrt(gx**2 + gy**2)


def right_by_two_passes(x):
    def smooth(a):
        return a[:-2] + 2 * a[1:-1] + a[2:]

    def change(a):
        return a[2:] - a[:-2]

    return np.hypot(smooth(change(x.T).T), smooth(change(x).T).T)


def right_by_windows(x):
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3))
    gx = (windows * SOBEL_X).sum(axis=(2, 3))
    gy = (windows * SOBEL_X.T).sum(axis=(2, 3))
    return np.abs(gx + 1j * gy)


def wrong_sum_of_absolute_values(x):
    return np.abs(correlate2d(x, SOBEL_X)) + np.abs(correlate2d(x, SOBEL_X.T))


def wrong_root_forgotten(x):
    return solution(x) ** 2


def wrong_one_direction(x):
    return np.abs(correlate2d(x, SOBEL_X))


def wrong_padded_with_zeros(x):
    return solution(np.pad(x, 1))


def wrong_without_the_two_in_the_middle(x):
    kernel = np.array([[-1.0, 0, 1]] * 3)
    return np.hypot(correlate2d(x, kernel), correlate2d(x, kernel.T))


def wrong_as_a_slope(x):
    return solution(x) / 8


def wrong_same_kernel_twice(x):
    gx = correlate2d(x, SOBEL_X)
    return np.sqrt(gx**2 + gx**2)


def wrong_signs_kept(x):
    return correlate2d(x, SOBEL_X) + correlate2d(x, SOBEL_X.T)
