"""Local response normalisation across channels, with the paper's alpha."""

import numpy as np


def solution(x, n, k, alpha, beta):
    squares, y = x**2, np.empty_like(x)
    for c in range(x.shape[1]):
        near = squares[:, max(0, c - n // 2) : c + n // 2 + 1]
        total = near.sum(axis=1)  # (N, H, W)
        y[:, c] = x[:, c] / (k + alpha * total) ** beta
    return y


def right_by_padding(x, n, k, alpha, beta):
    half = n // 2
    padded = np.pad(x**2, ((0, 0), (half, half), (0, 0), (0, 0)))
    total = sum(padded[:, step : step + x.shape[1]] for step in range(n))
    return x * (k + alpha * total) ** -beta


def right_by_a_matrix(x, n, k, alpha, beta):
    places = np.arange(x.shape[1])
    near = abs(places[:, None] - places) <= n // 2  # (C, C)
    return x / (k + alpha * np.einsum("cd,ndij->ncij", near, x**2)) ** beta


def wrong_alpha_divided_by_n(x, n, k, alpha, beta):
    return solution(x, n, k, alpha / n, beta)


def wrong_all_channels(x, n, k, alpha, beta):
    return solution(x, 2 * x.shape[1] + 1, k, alpha, beta)


def wrong_last_neighbour_left_out(x, n, k, alpha, beta):
    y = np.empty_like(x)
    for c in range(x.shape[1]):
        total = (x**2)[:, max(0, c - n // 2) : c + n // 2].sum(axis=1)
        y[:, c] = x[:, c] / (k + alpha * total) ** beta
    return y


def wrong_channels_in_a_circle(x, n, k, alpha, beta):
    steps = range(-(n // 2), n // 2 + 1)
    total = sum(np.roll(x**2, step, axis=1) for step in steps)
    return x / (k + alpha * total) ** beta


def wrong_sum_of_values(x, n, k, alpha, beta):
    return x * solution(np.sqrt(abs(x)), n, k, alpha, beta) / np.sqrt(abs(x))


def wrong_k_forgotten(x, n, k, alpha, beta):
    return solution(x, n, 1.0, alpha, beta)


def wrong_power_forgotten(x, n, k, alpha, beta):
    return solution(x, n, k, alpha, 1.0)
