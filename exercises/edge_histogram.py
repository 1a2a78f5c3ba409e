"""Histogram of edge directions, weighted by the length of the gradient."""

import numpy as np


def solution(x, bins):
    gy = x[2:, 1:-1] - x[:-2, 1:-1]
    gx = x[1:-1, 2:] - x[1:-1, :-2]
    share = (np.arctan2(gy, gx) + np.pi) / (2 * np.pi)  # of the circle, 0 to 1
    place = np.minimum((share * bins).astype(int), bins - 1)
    return np.bincount(place.ravel(), np.hypot(gx, gy).ravel(), minlength=bins)


def right_by_histogram(x, bins):
    gy, gx = x[2:, 1:-1] - x[:-2, 1:-1], x[1:-1, 2:] - x[1:-1, :-2]
    return np.histogram(np.arctan2(gy, gx), bins, (-np.pi, np.pi), weights=np.hypot(gx, gy))[0]


def right_by_loops(x, bins):
    result = np.zeros(bins)
    for i in range(1, x.shape[0] - 1):
        for j in range(1, x.shape[1] - 1):
            gy, gx = x[i + 1, j] - x[i - 1, j], x[i, j + 1] - x[i, j - 1]
            share = (np.arctan2(gy, gx) + np.pi) / (2 * np.pi)
            result[min(int(share * bins), bins - 1)] += np.hypot(gx, gy)
    return result


def wrong_unweighted(x, bins):
    gy, gx = x[2:, 1:-1] - x[:-2, 1:-1], x[1:-1, 2:] - x[1:-1, :-2]
    counts = np.histogram(np.arctan2(gy, gx), bins, (-np.pi, np.pi))[0]
    return counts.astype(float)


def wrong_half_circle(x, bins):
    gy, gx = x[2:, 1:-1] - x[:-2, 1:-1], x[1:-1, 2:] - x[1:-1, :-2]
    angle = np.arctan2(gy, gx) % np.pi
    return np.histogram(angle, bins, (0, np.pi), weights=np.hypot(gx, gy))[0]


def wrong_axes_exchanged(x, bins):
    return solution(np.ascontiguousarray(x.T), bins)


def wrong_row_above_minus_below(x, bins):
    return solution(x[::-1].copy(), bins)


def wrong_border_too(x, bins):
    return solution(np.pad(x, 1, mode="edge"), bins)


def wrong_squared_length(x, bins):
    gy, gx = x[2:, 1:-1] - x[:-2, 1:-1], x[1:-1, 2:] - x[1:-1, :-2]
    return np.histogram(np.arctan2(gy, gx), bins, (-np.pi, np.pi), weights=gx**2 + gy**2)[0]


def wrong_normalised(x, bins):
    total = solution(x, bins)
    return total / max(total.sum(), 1e-12)
