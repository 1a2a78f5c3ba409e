"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(x, *, window, place):
    y = x.copy()
    for i in range(1, x.shape[0] - 1):
        for j in range(1, x.shape[1] - 1):
            if window == "square":
                seen = x[i - 1 : i + 2, j - 1 : j + 2].ravel()
            else:
                seen = [x[i, j], x[i - 1, j], x[i + 1, j], x[i, j - 1], x[i, j + 1]]
            y[i, j] = sorted(seen)[place - 1]
    return y


def right_by_stacking(x, *, window, place):
    moves = [(u, v) for u in range(3) for v in range(3)]
    if window == "cross":
        moves = [(u, v) for u, v in moves if u == 1 or v == 1]
    height, width = x.shape[0] - 2, x.shape[1] - 2
    stack = np.stack([x[u : u + height, v : v + width] for u, v in moves])
    y = np.array(x)
    y[1:-1, 1:-1] = np.sort(stack, axis=0)[place - 1]
    return y


def right_by_partition(x, *, window, place):
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3)).reshape(-1, 9)
    if window == "cross":
        windows = windows[:, [1, 3, 4, 5, 7]]
    y = x.copy()
    y[1:-1, 1:-1].flat = np.partition(windows, place - 1, axis=1)[:, place - 1]
    return y


def wrong_counted_from_zero(x, *, window, place):
    count = 9 if window == "square" else 5
    return solution(x, window=window, place=min(place + 1, count))


def wrong_from_the_largest(x, *, window, place):
    count = 9 if window == "square" else 5
    return solution(x, window=window, place=count + 1 - place)


def wrong_median(x, *, window, place):
    return solution(x, window=window, place=5 if window == "square" else 3)


def wrong_other_window(x, *, window, place):
    other = "cross" if window == "square" else "square"
    return solution(x, window=other, place=min(place, 5))


def wrong_edges_zero(x, *, window, place):
    y = np.zeros(x.shape)
    y[1:-1, 1:-1] = solution(x, window=window, place=place)[1:-1, 1:-1]
    return y


def wrong_on_its_own_results(x, *, window, place):
    y = x.copy()
    for i in range(1, x.shape[0] - 1):
        for j in range(1, x.shape[1] - 1):
            seen = solution(y[i - 1 : i + 2, j - 1 : j + 2], window=window, place=place)
            y[i, j] = seen[1, 1]
    return y
