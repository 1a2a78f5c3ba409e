"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(y, w, *, safe):
    if safe == "last":
        return solution(y[::-1], w[::-1], safe="first")[::-1].copy()
    rest = y.copy()
    x = np.zeros(len(y) - len(w) + 1)
    for i in range(len(x)):
        x[i] = rest[i] / w[0]
        rest[i : i + len(w)] -= x[i] * w
    return x


def right_by_least_squares(y, w, *, safe):
    length = len(y) - len(w) + 1
    matrix = np.zeros((len(y), length))
    for i in range(length):
        matrix[i : i + len(w), i] = w
    return np.linalg.lstsq(matrix, y, rcond=None)[0]


def right_by_a_sum(y, w, *, safe):
    x = np.zeros(len(y) - len(w) + 1)
    order = range(len(x)) if safe == "first" else range(len(x) - 1, -1, -1)
    for i in order:
        total, known = (y[i], w[0]) if safe == "first" else (y[i + len(w) - 1], w[-1])
        for t in range(len(w)):
            k = i - t if safe == "first" else i + len(w) - 1 - t
            if 0 <= k < len(x) and k != i:
                total -= w[t] * x[k]
        x[i] = total / known
    return x


def wrong_one_kernel_value(y, w, *, safe):
    return y[: len(y) - len(w) + 1] / (w[0] if safe == "first" else w[-1])


def wrong_from_the_other_end(y, w, *, safe):
    with np.errstate(all="ignore"):
        return solution(y, w, safe="first" if safe == "last" else "last")


def wrong_kernel_turned(y, w, *, safe):
    with np.errstate(all="ignore"):
        return solution(y, w[::-1], safe=safe)


def wrong_correlated_with_the_kernel(y, w, *, safe):
    return np.correlate(y, w, mode="valid")


def wrong_too_long(y, w, *, safe):
    return np.concatenate([solution(y, w, safe=safe), np.zeros(len(w) - 1)])


def wrong_input_changed(y, w, *, safe):
    x = solution(y, w, safe=safe)
    y[:] = 0
    return x
