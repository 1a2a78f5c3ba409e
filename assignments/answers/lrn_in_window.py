"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(x, *, size, divisor, beta):
    half = size // 2
    y = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(x.shape):
        seen = x[n, c, max(i - half, 0) : i + half + 1, max(j - half, 0) : j + half + 1]
        count = size * size if divisor == "window" else seen.size
        y[n, c, i, j] = x[n, c, i, j] / (1 + 0.5 * np.sum(seen**2) / count) ** beta
    return y


def _sums(a, size):
    half = size // 2
    wide = np.pad(a, ((0, 0), (0, 0), (half, half), (half, half)))
    height, width = a.shape[2:]
    moves = np.ndindex(size, size)
    return sum(wide[:, :, u : u + height, v : v + width] for u, v in moves)


def right_by_moves(x, *, size, divisor, beta):
    count = size**2 if divisor == "window" else _sums(np.ones(x.shape), size)
    return x * (1 + 0.5 * _sums(x * x, size) / count) ** -beta


def right_by_rows_and_columns(x, *, size, divisor, beta):
    def along(a, axis):
        half = size // 2
        edges = [(0, 0)] * 4
        edges[axis] = (half + 1, half)
        total = np.pad(a, edges).cumsum(axis=axis)
        length = a.shape[axis]
        after = np.take(total, np.arange(size, size + length), axis=axis)
        return after - np.take(total, np.arange(length), axis=axis)

    squares = along(along(x**2, 2), 3)
    inside = along(along(np.ones_like(x), 2), 3)
    count = size * size if divisor == "window" else np.round(inside)
    return x / (1 + 0.5 * squares / count) ** beta


def wrong_over_channels(x, *, size, divisor, beta):
    total = (x**2).sum(axis=1, keepdims=True)
    return x / (1 + 0.5 * total / size**2) ** beta


def wrong_other_divisor(x, *, size, divisor, beta):
    other = "window" if divisor != "window" else "cells inside"
    return solution(x, size=size, divisor=other, beta=beta)


def wrong_not_squared(x, *, size, divisor, beta):
    return x / (1 + 0.5 * np.abs(_sums(x, size)) / size**2) ** beta


def wrong_power_one_half_more(x, *, size, divisor, beta):
    return solution(x, size=size, divisor=divisor, beta=beta + 0.5)


def wrong_other_size(x, *, size, divisor, beta):
    return solution(x, size=8 - size, divisor=divisor, beta=beta)


def wrong_denominator_only(x, *, size, divisor, beta):
    return x / solution(x, size=size, divisor=divisor, beta=beta)
