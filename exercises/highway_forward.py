"""A highway layer, forward."""

import numpy as np


def solution(x, wh, bh, wt, bt):
    h = np.maximum(x @ wh.T + bh, 0)
    t = 1 / (1 + np.exp(-(x @ wt.T + bt)))
    return h * t + x * (1 - t)


def right_sample_by_sample(x, wh, bh, wt, bt):
    rows = []
    for row in x:
        t = 1 / (1 + np.exp(-(wt @ row + bt)))
        rows.append(t * np.maximum(wh @ row + bh, 0) + (1 - t) * row)
    return np.array(rows)


def right_with_tanh(x, wh, bh, wt, bt):
    t = (1 + np.tanh((np.einsum("nd,od->no", x, wt) + bt) / 2)) / 2
    h = np.einsum("nd,od->no", x, wh) + bh
    return np.where(h > 0, h, 0) * t + x - x * t


def wrong_gates_exchanged(x, wh, bh, wt, bt):
    h = np.maximum(x @ wh.T + bh, 0)
    t = 1 / (1 + np.exp(-(x @ wt.T + bt)))
    return h * (1 - t) + x * t


def wrong_carries_all(x, wh, bh, wt, bt):
    h = np.maximum(x @ wh.T + bh, 0)
    t = 1 / (1 + np.exp(-(x @ wt.T + bt)))
    return h * t + x


def wrong_no_relu(x, wh, bh, wt, bt):
    t = 1 / (1 + np.exp(-(x @ wt.T + bt)))
    return (x @ wh.T + bh) * t + x * (1 - t)


def wrong_relu_at_the_end(x, wh, bh, wt, bt):
    return np.maximum(solution(x, wh, bh, wt, bt), 0)


def wrong_weights_not_turned(x, wh, bh, wt, bt):
    return solution(x, wh.T, bh, wt.T, bt)


def wrong_gate_without_bias(x, wh, bh, wt, bt):
    return solution(x, wh, bh, wt, 0 * bt)


def wrong_gate_of_h(x, wh, bh, wt, bt):
    h = np.maximum(x @ wh.T + bh, 0)
    t = 1 / (1 + np.exp(-(h @ wt.T + bt)))
    return h * t + x * (1 - t)
