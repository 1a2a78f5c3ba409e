"""The way back through ReLU by three rules."""

import numpy as np

HINTS = (
    "Each rule lets the signal through or sets it to 0. Which of the two arrays does it look at?",
    "The gradient looks at x, which came on the way up. The deconvnet looks at the signal itself. "
    "The guided way lets through what both let through.",
    "passes = {'gradient': x > 0, 'deconvnet': signal > 0, 'guided': (x > 0) & (signal > 0)}",
)


def cases(rng):
    hand = {"signal": np.array([-2.0, 3.0, -1.0, 4.0]), "x": np.array([5.0, 1.0, -3.0, 0.0])}
    shape = (2, 3, 4, 5)
    for rule in ("gradient", "deconvnet", "guided"):
        yield hand | {"rule": rule}
        yield {"signal": rng.standard_normal(shape), "x": rng.standard_normal(shape), "rule": rule}


def describe(signal, x, rule):
    return f"rule {rule!r}, x of shape {x.shape}"


def solution(signal, x, rule):
    result = signal.copy()
    if rule != "deconvnet":
        result[x <= 0] = 0
    if rule != "gradient":
        result[signal <= 0] = 0
    return result
