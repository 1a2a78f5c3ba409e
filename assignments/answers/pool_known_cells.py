"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(x, *, window, stride, empty):
    height = (x.shape[0] - window) // stride + 1
    width = (x.shape[1] - window) // stride + 1
    y = np.full((height, width), empty)
    for i, j in np.ndindex(height, width):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        known = seen[~np.isnan(seen)]
        if len(known):
            y[i, j] = known.mean()
    return y


def right_by_two_sums(x, *, window, stride, empty):
    def pooled(a):
        view = np.lib.stride_tricks.sliding_window_view(a, (window, window))
        return view[::stride, ::stride].sum(axis=(2, 3))

    total, count = pooled(np.nan_to_num(x)), pooled((~np.isnan(x)).astype(float))
    y = np.full(total.shape, empty)
    np.divide(total, count, out=y, where=count > 0)
    return y


def right_by_masks(x, *, window, stride, empty):
    view = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    cells = view.reshape(*view.shape[:2], -1)
    means = np.ma.masked_invalid(cells).mean(axis=-1)
    return np.ma.filled(means, empty)


def wrong_unknown_is_zero(x, *, window, stride, empty):
    view = np.lib.stride_tricks.sliding_window_view(np.nan_to_num(x), (window, window))
    return view[::stride, ::stride].mean(axis=(2, 3))


def wrong_unknown_spreads(x, *, window, stride, empty):
    view = np.lib.stride_tricks.sliding_window_view(x, (window, window))
    return view[::stride, ::stride].mean(axis=(2, 3))


def wrong_other_empty(x, *, window, stride, empty):
    return solution(x, window=window, stride=stride, empty=-1.0 - empty)


def wrong_sum(x, *, window, stride, empty):
    view = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return np.nansum(view, axis=(2, 3))


def wrong_largest(x, *, window, stride, empty):
    known = np.nan_to_num(x, nan=-np.inf)
    view = np.lib.stride_tricks.sliding_window_view(known, (window, window))
    y = view[::stride, ::stride].max(axis=(2, 3))
    return np.where(np.isinf(y), empty, y)


def wrong_stride_ignored(x, *, window, stride, empty):
    view = np.lib.stride_tricks.sliding_window_view(x, (window, window))
    y = solution(x, window=window, stride=1, empty=empty)
    return y[: len(y) - 1] if stride == 1 else y[: view.shape[0]]
