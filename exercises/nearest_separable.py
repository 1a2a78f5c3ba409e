"""The kernel of rank 1 that is nearest to a given one."""

import numpy as np


def solution(kernel):
    u, s, vt = np.linalg.svd(kernel)
    nearest = s[0] * np.outer(u[:, 0], vt[0])
    error = np.linalg.norm(kernel - nearest) / np.linalg.norm(kernel)
    return nearest, error


def right_from_the_singular_values(kernel):
    u, s, vt = np.linalg.svd(kernel, full_matrices=False)
    return (u[:, :1] * s[0]) @ vt[:1], np.sqrt((s[1:] ** 2).sum() / (s**2).sum())


def right_by_alternating(kernel):
    row = kernel[np.abs(kernel).sum(axis=1).argmax()]
    for _ in range(20_000):
        column = kernel @ row / (row @ row)
        row = column @ kernel / (column @ column)
    nearest = np.outer(column, row)
    return nearest, np.sqrt(((kernel - nearest) ** 2).sum() / (kernel**2).sum())


def wrong_without_the_singular_value(kernel):
    u, _, vt = np.linalg.svd(kernel)
    nearest = np.outer(u[:, 0], vt[0])
    return nearest, np.linalg.norm(kernel - nearest) / np.linalg.norm(kernel)


def wrong_smallest(kernel):
    u, s, vt = np.linalg.svd(kernel, full_matrices=False)
    nearest = s[-1] * np.outer(u[:, -1], vt[-1])
    return nearest, np.linalg.norm(kernel - nearest) / np.linalg.norm(kernel)


def wrong_column_of_vt(kernel):
    u, s, vt = np.linalg.svd(kernel)
    nearest = s[0] * np.outer(u[:, 0], vt[:, 0])
    return nearest, np.linalg.norm(kernel - nearest) / np.linalg.norm(kernel)


def wrong_error_not_relative(kernel):
    nearest, error = solution(kernel)
    return nearest, error * np.linalg.norm(kernel)


def wrong_error_squared(kernel):
    nearest, error = solution(kernel)
    return nearest, error**2


def wrong_error_of_the_largest_entry(kernel):
    nearest, _ = solution(kernel)
    return nearest, np.abs(kernel - nearest).max() / np.abs(kernel).max()


def wrong_through_the_largest_entry(kernel):
    r, c = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
    nearest = np.outer(kernel[:, c], kernel[r]) / kernel[r, c]
    return nearest, np.linalg.norm(kernel - nearest) / np.linalg.norm(kernel)


def wrong_row_and_column_means(kernel):
    nearest = np.outer(kernel.mean(axis=1), kernel.mean(axis=0))
    return nearest, np.linalg.norm(kernel - nearest) / np.linalg.norm(kernel)
