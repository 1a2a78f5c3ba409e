"""The Gaussian filter, from the formula."""

import numpy as np


def solution(size, sigma):
    u, v = np.mgrid[:size, :size] - size // 2
    bell = np.exp(-(u**2 + v**2) / (2 * sigma**2))
    return bell / bell.sum()


def right_by_column_and_row(size, sigma):
    u = np.arange(size) - (size - 1) / 2
    bell = np.exp(-((u / sigma) ** 2) / 2)
    return np.outer(bell, bell) / bell.sum() ** 2


def right_by_loops(size, sigma):
    k = size // 2
    density = np.zeros((size, size))
    for u in range(size):
        for v in range(size):
            squares = (u - k) ** 2 + (v - k) ** 2
            density[u, v] = np.exp(-squares / 2 / sigma**2) / (2 * np.pi * sigma**2)
    return density / np.sum(density)


def wrong_not_divided_by_the_sum(size, sigma):
    u, v = np.mgrid[:size, :size] - size // 2
    return np.exp(-(u**2 + v**2) / (2 * sigma**2)) / (2 * np.pi * sigma**2)


def wrong_sigma_not_squared(size, sigma):
    u, v = np.mgrid[:size, :size] - size // 2
    bell = np.exp(-(u**2 + v**2) / (2 * sigma))
    return bell / bell.sum()


def wrong_two_forgotten(size, sigma):
    return solution(size, sigma / np.sqrt(2))


def wrong_distance_not_squared(size, sigma):
    u, v = np.mgrid[:size, :size] - size // 2
    bell = np.exp(-np.hypot(u, v) / (2 * sigma**2))
    return bell / bell.sum()


def wrong_middle_in_the_corner(size, sigma):
    u, v = np.mgrid[:size, :size]
    bell = np.exp(-(u**2 + v**2) / (2 * sigma**2))
    return bell / bell.sum()


def wrong_one_axis_only(size, sigma):
    u = np.arange(size) - size // 2
    bell = np.exp(-(u**2) / (2 * sigma**2)) * np.ones((size, 1))
    return bell / bell.sum()


def wrong_divided_by_the_largest(size, sigma):
    bell = solution(size, sigma)
    return bell / bell.max()


def wrong_three_by_three_only(size, sigma):
    return solution(3, sigma)
