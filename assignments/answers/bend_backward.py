"""Right and wrong answers to the task of this name."""

import numpy as np


def _sigmoid(x):
    return 0.5 * (1 + np.tanh(x / 2))


def solution(dy, x, *, bend):
    sigmoid = 0.5 * (1 + np.tanh(x / 2))
    if bend == "swish":
        return dy * sigmoid * (1 + x * (1 - sigmoid))
    if bend == "softsign":
        return dy / (1 + np.abs(x)) ** 2
    return dy * sigmoid


def right_by_cases(dy, x, *, bend):
    small = np.exp(-np.abs(x))
    sigmoid = np.where(x < 0, small / (1 + small), 1 / (1 + small))
    slope = {
        "swish": sigmoid + x * sigmoid * (1 - sigmoid),
        "softsign": (1 + np.abs(x)) ** -2.0,
        "softplus": sigmoid,
    }[bend]
    return slope * dy


def right_value_by_value(dy, x, *, bend):
    out = np.zeros(x.shape)
    for place, value in np.ndenumerate(x):
        s = float(_sigmoid(value))
        if bend == "swish":
            slope = s + value * s * (1 - s)
        elif bend == "softsign":
            slope = 1 / (1 + abs(value)) ** 2
        else:
            slope = s
        out[place] = dy[place] * slope
    return out


def wrong_overflow(dy, x, *, bend):
    with np.errstate(all="ignore"):
        grown = np.exp(x)
        if bend == "swish":
            return dy * (grown / (1 + grown) + x * grown / (1 + grown) ** 2)
        if bend == "softsign":
            return dy * (1 / (1 + grown) ** 2)
        return dy * grown / (1 + grown)


def wrong_dy_forgotten(dy, x, *, bend):
    return solution(np.ones_like(dy), x, bend=bend)


def wrong_forward(dy, x, *, bend):
    value = {"swish": x * _sigmoid(x), "softsign": x / (1 + np.abs(x)), "softplus": np.log1p(x * x)}
    return dy * value[bend]


def wrong_other_bend(dy, x, *, bend):
    other = {"swish": "softplus", "softplus": "softsign", "softsign": "swish"}[bend]
    return solution(dy, x, bend=other)


def wrong_sign(dy, x, *, bend):
    return -solution(dy, x, bend=bend)


def wrong_negative_cut(dy, x, *, bend):
    return solution(dy, x, bend=bend) * (x > 0)
