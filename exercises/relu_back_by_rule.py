"""The way back through ReLU by three rules."""

import numpy as np


def solution(signal, x, rule):
    passes = {
        "gradient": x > 0,
        "deconvnet": signal > 0,
        "guided": (x > 0) & (signal > 0),
    }
    return signal * passes[rule]


def right_two_factors(signal, x, rule):
    if rule in ("gradient", "guided"):
        signal = signal * (x > 0)
    if rule in ("deconvnet", "guided"):
        signal = np.maximum(signal, 0)
    return signal


def right_where(signal, x, rule):
    if rule == "gradient":
        return np.where(x > 0, signal, 0.0)
    if rule == "deconvnet":
        return np.where(signal > 0, signal, 0.0)
    return np.where(np.minimum(x, signal) > 0, signal, 0.0)


def wrong_always_the_gradient(signal, x, rule):
    return signal * (x > 0)


def wrong_always_the_deconvnet(signal, x, rule):
    return np.maximum(signal, 0)


def wrong_exchanged(signal, x, rule):
    other = {"gradient": "deconvnet", "deconvnet": "gradient", "guided": "guided"}
    return solution(signal, x, other[rule])


def wrong_guided_is_either(signal, x, rule):
    if rule == "guided":
        return signal * ((x > 0) | (signal > 0))
    return solution(signal, x, rule)


def wrong_lets_zero_through(signal, x, rule):
    return signal * (x >= 0) if rule == "gradient" else solution(signal, x, rule)


def wrong_hands_back_x(signal, x, rule):
    return np.maximum(x, 0) if rule == "gradient" else solution(signal, x, rule)


def wrong_changes_the_signal(signal, x, rule):
    signal[...] = solution(signal, x, rule)
    return signal
