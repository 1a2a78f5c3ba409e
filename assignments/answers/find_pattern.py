"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(x, pattern, *, measure):
    h, w = pattern.shape
    best, place = -np.inf, None
    for i in range(x.shape[0] - h + 1):
        for j in range(x.shape[1] - w + 1):
            window = x[i : i + h, j : j + w]
            if measure == "least squares":
                score = -np.sum((window - pattern) ** 2)
            else:
                a, b = window - window.mean(), pattern - pattern.mean()
                score = np.sum(a * b) / np.sqrt(np.sum(a * a) * np.sum(b * b))
            if score > best:
                best, place = score, (i, j)
    return place


def right_by_windows(x, pattern, *, measure):
    windows = np.lib.stride_tricks.sliding_window_view(x, pattern.shape)
    rows = windows.reshape(-1, pattern.size)
    flat = pattern.ravel()
    if measure == "least squares":
        score = -((rows - flat) ** 2).sum(axis=1)
    else:
        score = np.array([np.corrcoef(row, flat)[0, 1] for row in rows])
    return divmod(int(score.argmax()), windows.shape[1])


def right_by_products(x, pattern, *, measure):
    windows = np.lib.stride_tricks.sliding_window_view(x, pattern.shape)
    if measure == "least squares":
        score = 2 * np.einsum("ijuv,uv->ij", windows, pattern) - (windows**2).sum(axis=(2, 3))
    else:
        score = np.einsum("ijuv,uv->ij", windows, pattern - pattern.mean())
        score = score / windows.std(axis=(2, 3))
    place = np.unravel_index(score.argmax(), score.shape)
    return tuple(int(p) for p in place)


def wrong_plain_product(x, pattern, *, measure):
    windows = np.lib.stride_tricks.sliding_window_view(x, pattern.shape)
    score = np.einsum("ijuv,uv->ij", windows, pattern)
    return tuple(int(p) for p in np.unravel_index(score.argmax(), score.shape))


def wrong_largest_difference(x, pattern, *, measure):
    windows = np.lib.stride_tricks.sliding_window_view(x, pattern.shape)
    score = ((windows - pattern) ** 2).sum(axis=(2, 3))
    return tuple(int(p) for p in np.unravel_index(score.argmax(), score.shape))


def wrong_column_first(x, pattern, *, measure):
    return solution(x, pattern, measure=measure)[::-1]


def wrong_middle_of_the_window(x, pattern, *, measure):
    i, j = solution(x, pattern, measure=measure)
    return i + pattern.shape[0] // 2, j + pattern.shape[1] // 2


def wrong_square_pictures_only(x, pattern, *, measure):
    i, j = solution(x, pattern, measure=measure)
    return divmod(i * (x.shape[0] - pattern.shape[0] + 1) + j, x.shape[1] - pattern.shape[1] + 1)


def wrong_pattern_turned(x, pattern, *, measure):
    return solution(x, pattern[::-1, ::-1], measure=measure)
