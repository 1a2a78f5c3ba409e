"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(x, *, window, stride, tie):
    height = (x.shape[0] - window) // stride + 1
    width = (x.shape[1] - window) // stride + 1
    y = np.zeros((height, width))
    places = np.zeros((height, width), dtype=int)
    for i, j in np.ndindex(height, width):
        best = -np.inf
        for u, v in np.ndindex(window, window):
            row, column = i * stride + u, j * stride + v
            value = x[row, column]
            if value > best or (tie == "last" and value == best):
                best = value
                places[i, j] = row * x.shape[1] + column
        y[i, j] = best
    return y, places


def right_by_sorting(x, *, window, stride, tie):
    numbers = np.arange(x.size).reshape(x.shape)
    view = np.lib.stride_tricks.sliding_window_view
    values = view(x, (window, window))[::stride, ::stride].reshape(-1, window**2)
    where = view(numbers, (window, window))[::stride, ::stride].reshape(-1, window**2)
    y, places = [], []
    for v, p in zip(values, where, strict=True):
        candidates = p[v == v.max()]
        y.append(v.max())
        places.append(candidates.min() if tie == "first" else candidates.max())
    shape = ((x.shape[0] - window) // stride + 1, (x.shape[1] - window) // stride + 1)
    return np.reshape(y, shape), np.reshape(places, shape)


def right_by_moves(x, *, window, stride, tie):
    height = (x.shape[0] - window) // stride + 1
    width = (x.shape[1] - window) // stride + 1
    y = np.full((height, width), -np.inf)
    places = np.zeros((height, width), dtype=np.int64)
    numbers = np.arange(x.size).reshape(x.shape)
    for u, v in np.ndindex(window, window):
        cut = slice(u, u + stride * height, stride), slice(v, v + stride * width, stride)
        seen = x[cut][:height, :width]
        better = seen > y if tie == "first" else seen >= y
        y = np.where(better, seen, y)
        places = np.where(better, numbers[cut][:height, :width], places)
    return y, places


def wrong_other_tie(x, *, window, stride, tie):
    return solution(x, window=window, stride=stride, tie="last" if tie == "first" else "first")


def wrong_places_in_the_window(x, *, window, stride, tie):
    y, places = solution(x, window=window, stride=stride, tie=tie)
    i, j = np.indices(y.shape)
    rows = places // x.shape[1] - i * stride
    return y, rows * window + places % x.shape[1] - j * stride


def wrong_width_is_the_height(x, *, window, stride, tie):
    y, places = solution(x, window=window, stride=stride, tie=tie)
    return y, places // x.shape[1] * x.shape[0] + places % x.shape[1]


def wrong_starts_at_zero(x, *, window, stride, tie):
    y, places = solution(x, window=window, stride=stride, tie=tie)
    return np.maximum(y, 0), places


def wrong_mean(x, *, window, stride, tie):
    _, places = solution(x, window=window, stride=stride, tie=tie)
    windows = np.lib.stride_tricks.sliding_window_view(x, (window, window))
    return windows[::stride, ::stride].mean(axis=(2, 3)), places


def wrong_values_only(x, *, window, stride, tie):
    return solution(x, window=window, stride=stride, tie=tie)[0]
