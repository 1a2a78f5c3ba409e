"""Right and wrong answers to the task of this name."""

import numpy as np


def _log_softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def solution(logits, target, *, power, over):
    shifted = logits - logits.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss, gradient = 0.0, np.zeros(logits.shape)
    for n, t in enumerate(target):
        log_p = logs[n, t]
        p = np.exp(log_p)
        loss -= (1 - p) ** power * log_p
        by_log_p = -((1 - p) ** power) + power * (1 - p) ** (power - 1) * p * log_p
        gradient[n] = -by_log_p * np.exp(logs[n])
        gradient[n, t] += by_log_p
    count = len(logits) if over == "mean" else 1
    return loss / count, gradient / count


def right_by_arrays(logits, target, *, power, over):
    logs = _log_softmax(logits)
    log_p = np.take_along_axis(logs, target[:, None], axis=1)
    q = 1 - np.exp(log_p)
    loss = -(q**power * log_p)
    slope = power * q ** (power - 1) * (1 - q) * log_p - q**power
    onehot = np.arange(logits.shape[1]) == target[:, None]
    gradient = slope * (onehot - np.exp(logs))
    if over == "mean":
        return float(loss.mean()), gradient / len(logits)
    return float(loss.sum()), gradient


def right_by_the_jacobian(logits, target, *, power, over):
    count = len(logits) if over == "mean" else 1
    loss, rows = 0.0, []
    for row, t in zip(_log_softmax(logits), target, strict=True):
        p = np.exp(row)
        jacobian = np.eye(len(p)) - p[None, :]  # of log p by logits
        q = 1 - p[t]
        loss += -(q**power) * row[t] / count
        rows.append((power * q ** (power - 1) * p[t] * row[t] - q**power) * jacobian[t] / count)
    return float(loss), np.array(rows)


def wrong_cross_entropy(logits, target, *, power, over):
    return solution(logits, target, power=0, over=over)


def wrong_other_sum(logits, target, *, power, over):
    return solution(logits, target, power=power, over="sum" if over == "mean" else "mean")


def wrong_factor_not_differentiated(logits, target, *, power, over):
    loss, _ = solution(logits, target, power=power, over=over)
    logs = _log_softmax(logits)
    n = np.arange(len(logits))
    gradient = np.exp(logs)
    gradient[n, target] -= 1
    gradient *= ((1 - np.exp(logs[n, target])) ** power)[:, None]
    return loss, gradient / (len(logits) if over == "mean" else 1)


def wrong_overflow(logits, target, *, power, over):
    with np.errstate(all="ignore"):
        p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        n = np.arange(len(logits))
        loss = -((1 - p[n, target]) ** power) * np.log(p[n, target])
    _, gradient = solution(logits, target, power=power, over=over)
    return float(loss.mean() if over == "mean" else loss.sum()), gradient


def wrong_power_one_more(logits, target, *, power, over):
    return solution(logits, target, power=power + 1, over=over)


def wrong_loss_only(logits, target, *, power, over):
    return solution(logits, target, power=power, over=over)[0]
