"""The loss of a batch."""

import numpy as np


def solution(logits, target):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(target)), target].mean()


def right_picture_by_picture(logits, target):
    losses = []
    for row, label in zip(logits, target, strict=True):
        largest = row.max()
        losses.append(largest + np.log(np.exp(row - largest).sum()) - row[label])
    return float(np.mean(losses))


def right_one_hot(logits, target):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    one_hot = np.eye(logits.shape[1])[target]
    return -np.sum(one_hot * log_p) / len(target)


def wrong_sum(logits, target):
    return solution(logits, target) * len(target)


def wrong_sign(logits, target):
    return -solution(logits, target)


def wrong_mean_over_classes_too(logits, target):
    return solution(logits, target) / logits.shape[1]


def wrong_logarithm_of_a_rounded_zero(logits, target):
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        return -np.log(p[np.arange(len(target)), target]).mean()


def wrong_base_two(logits, target):
    return solution(logits, target) / np.log(2)


def wrong_first_picture_only(logits, target):
    return solution(logits[:1], target[:1])


def wrong_largest_instead_of_target(logits, target):
    return solution(logits, logits.argmax(axis=1))


def wrong_one_loss_per_picture(logits, target):
    return np.array([solution(logits[k : k + 1], target[k : k + 1]) for k in range(len(target))])
