"""LeNet-5's output: squared distances from codes."""

import numpy as np


def solution(x, codes):
    difference = x[:, None] - codes  # (N, 1, D) - (K, D) -> (N, K, D)
    return (difference**2).sum(axis=2)


def right_with_loops(x, codes):
    return np.array([[np.sum((row - code) ** 2) for code in codes] for row in x])


def right_expanded(x, codes):
    own = np.einsum("nd,nd->n", x, x)[:, None] + np.einsum("kd,kd->k", codes, codes)
    return own - 2 * np.einsum("nd,kd->nk", x, codes)


def wrong_root_taken(x, codes):
    return np.sqrt(solution(x, codes))


def wrong_mean_for_sum(x, codes):
    return solution(x, codes) / x.shape[1]


def wrong_not_squared(x, codes):
    return np.abs(x[:, None] - codes).sum(axis=2)


def wrong_codes_for_pictures(x, codes):
    return solution(x, codes).T


def wrong_products_only(x, codes):
    return x @ codes.T


def wrong_norm_of_code_taken_for_84(x, codes):
    return (x**2).sum(axis=1)[:, None] - 2 * x @ codes.T + 84


def wrong_negative(x, codes):
    return -solution(x, codes)


def wrong_index_of_the_least(x, codes):
    return solution(x, codes).argmin(axis=1)
