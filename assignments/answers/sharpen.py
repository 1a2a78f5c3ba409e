"""Right and wrong answers to the task of this name."""

import numpy as np


def _blur(x, size, mode="edge"):
    taps = np.array({3: [1.0, 2.0, 1.0], 5: [1.0, 4.0, 6.0, 4.0, 1.0]}[size])
    taps /= taps.sum()
    x = np.pad(x, size // 2, mode=mode)
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size))
    return np.einsum("ijuv,u,v->ij", windows, taps, taps)


def solution(x, *, size, amount):
    taps = np.array([1.0])
    for _ in range(size - 1):
        taps = np.convolve(taps, [0.5, 0.5])
    wide = np.pad(x, size // 2, mode="edge")
    height, width = x.shape
    blurred = np.zeros((height, width))
    for u, v in np.ndindex(size, size):
        blurred += taps[u] * taps[v] * wide[u : u + height, v : v + width]
    return np.clip(x + amount * (x - blurred), 0, 1)


def right_by_rows_and_columns(x, *, size, amount):
    taps = np.array({3: [1.0, 2.0, 1.0], 5: [1.0, 4.0, 6.0, 4.0, 1.0]}[size])
    taps /= taps.sum()
    wide = np.pad(x, size // 2, mode="edge")
    rows = np.array([np.convolve(row, taps, "valid") for row in wide])
    blurred = np.array([np.convolve(column, taps, "valid") for column in rows.T]).T
    return np.clip(x + amount * (x - blurred), 0, 1)


def right_by_windows(x, *, size, amount):
    return np.clip((1 + amount) * x - amount * _blur(x, size), 0, 1)


def wrong_not_clipped(x, *, size, amount):
    return x + amount * (x - _blur(x, size))


def wrong_box_instead(x, *, size, amount):
    wide = np.pad(x, size // 2, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(wide, (size, size))
    return np.clip(x + amount * (x - windows.mean(axis=(2, 3))), 0, 1)


def wrong_dark_edges(x, *, size, amount):
    return np.clip(x + amount * (x - _blur(x, size, mode="constant")), 0, 1)


def wrong_blurred(x, *, size, amount):
    return np.clip(_blur(x, size), 0, 1)


def wrong_other_amount(x, *, size, amount):
    return np.clip(x + (x - _blur(x, size)), 0, 1)


def wrong_other_size(x, *, size, amount):
    return solution(x, size=8 - size, amount=amount)
