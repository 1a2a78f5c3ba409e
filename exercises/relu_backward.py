"""The gradient of ReLU."""

import numpy as np


def solution(dy, x):
    return dy * (x > 0)


def right_where(dy, x):
    return np.where(x > 0, dy, np.zeros((), dy.dtype))


def right_copy_and_clear(dy, x):
    dx = dy.copy()
    dx[x <= 0] = 0
    return dx


def wrong_at_zero(dy, x):
    return dy * (x >= 0)


def wrong_relu_of_dy(dy, x):
    return np.maximum(dy, 0)


def wrong_relu_itself(dy, x):
    return np.maximum(x, 0)


def wrong_times_x(dy, x):
    return dy * np.maximum(x, 0)


def wrong_sign(dy, x):
    return dy * np.sign(x)


def wrong_dy_changed(dy, x):
    dy[x <= 0] = 0
    return dy


def wrong_dtype(dy, x):
    return np.where(x > 0, dy, 0.0).astype(np.float64)


def wrong_nothing_returned(dy, x):
    print(dy * (x > 0))
