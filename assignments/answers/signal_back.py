"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(dy, x, weights, *, rule):
    before = []
    for w in weights:
        before.append(x @ w.T)
        x = np.maximum(before[-1], 0)
    for k in range(len(weights) - 1, -1, -1):
        passes = np.ones(dy.shape, dtype=bool)
        if rule != "deconvnet":
            passes &= before[k] > 0
        if rule != "gradient":
            passes &= dy > 0
        dy = np.where(passes, dy, 0) @ weights[k]
    return dy


def right_row_by_row(dy, x, weights, *, rule):
    rows = []
    for signal, value in zip(dy, x, strict=True):
        gates = []
        for w in weights:
            value = w @ value
            gates.append(value > 0)
            value = value.clip(min=0)
        for w, gate in zip(reversed(weights), reversed(gates), strict=True):
            if rule != "deconvnet":
                signal = signal * gate
            if rule != "gradient":
                signal = signal.clip(min=0)
            signal = w.T @ signal
        rows.append(signal)
    return np.array(rows)


def right_by_recursion(dy, x, weights, *, rule):
    if len(weights) == 0:
        return dy
    first, rest = weights[0], weights[1:]
    y = x @ first.T
    inside = right_by_recursion(dy, np.maximum(y, 0), rest, rule=rule)
    if rule != "gradient":
        inside = np.maximum(inside, 0)
    if rule != "deconvnet":
        inside = inside * (y > 0)
    return inside @ first


def wrong_next_rule(dy, x, weights, *, rule):
    other = {"gradient": "guided", "guided": "deconvnet", "deconvnet": "gradient"}[rule]
    return solution(dy, x, weights, rule=other)


def wrong_previous_rule(dy, x, weights, *, rule):
    other = {"gradient": "deconvnet", "guided": "gradient", "deconvnet": "guided"}[rule]
    return solution(dy, x, weights, rule=other)


def wrong_no_rule(dy, x, weights, *, rule):
    for w in weights[::-1]:
        dy = dy @ w
    return dy


def wrong_matrices_turned(dy, x, weights, *, rule):
    return solution(dy, x, weights.transpose(0, 2, 1), rule=rule)


def wrong_order(dy, x, weights, *, rule):
    if len(weights) == 1:
        return -solution(dy, x, weights, rule=rule)
    return solution(dy, x, weights[::-1], rule=rule)


def wrong_absolute(dy, x, weights, *, rule):
    return np.abs(solution(dy, x, weights, rule=rule))
