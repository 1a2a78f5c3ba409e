"""The gradient of leaky ReLU."""

import numpy as np


def solution(dy, x, negative_slope=0.01):
    return np.where(x > 0, dy, negative_slope * dy)


def right_by_slopes(dy, x, negative_slope=0.01):
    slopes = np.ones_like(x)
    slopes[x <= 0] = negative_slope
    return dy * slopes


def right_copy_and_scale(dy, x, negative_slope=0.01):
    dx = dy.copy()
    dx[x <= 0] *= negative_slope
    return dx


def wrong_relu(dy, x, negative_slope=0.01):
    return dy * (x > 0)


def wrong_at_zero(dy, x, negative_slope=0.01):
    return np.where(x >= 0, dy, negative_slope * dy)


def wrong_by_the_sign_of_dy(dy, x, negative_slope=0.01):
    return np.where(dy > 0, dy, negative_slope * dy)


def wrong_value_for_slope(dy, x, negative_slope=0.01):
    return dy * np.where(x > 0, x, negative_slope * x)


def wrong_slope_fixed(dy, x, negative_slope=0.01):
    return np.where(x > 0, dy, 0.01 * dy)


def wrong_slope_without_dy(dy, x, negative_slope=0.01):
    return np.where(x > 0, dy, negative_slope)


def wrong_larger_of_both(dy, x, negative_slope=0.01):
    return np.maximum(dy, negative_slope * dy)


def wrong_dy_changed(dy, x, negative_slope=0.01):
    dy[x <= 0] *= negative_slope
    return dy
