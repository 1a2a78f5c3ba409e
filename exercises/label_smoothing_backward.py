"""The gradient of the cross-entropy against smoothed labels."""

import numpy as np


def _softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def solution(logits, target, epsilon):
    count, classes = logits.shape
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    q = np.full((count, classes), epsilon / classes)
    q[np.arange(count), target] += 1 - epsilon
    return (p - q) / count


def right_in_place(logits, target, epsilon):
    d = _softmax(logits) - epsilon / logits.shape[1]
    d[np.arange(len(target)), target] -= 1 - epsilon
    return d / len(target)


def right_picture_by_picture(logits, target, epsilon):
    rows = []
    for row, label in zip(logits, target, strict=True):
        one_hot = np.arange(len(row)) == label
        q = (1 - epsilon) * one_hot + epsilon * np.ones(len(row)) / len(row)
        rows.append((_softmax(row[None])[0] - q) / len(target))
    return np.array(rows)


def wrong_sharp_labels(logits, target, epsilon):
    return solution(logits, target, 0.0)


def wrong_sum(logits, target, epsilon):
    return solution(logits, target, epsilon) * len(target)


def wrong_mean_over_classes_too(logits, target, epsilon):
    return solution(logits, target, epsilon) / logits.shape[1]


def wrong_sign(logits, target, epsilon):
    return -solution(logits, target, epsilon)


def wrong_shared_by_the_other_classes(logits, target, epsilon):
    classes = logits.shape[1]
    q = np.full(logits.shape, epsilon / (classes - 1))
    q[np.arange(len(target)), target] = 1 - epsilon
    return (_softmax(logits) - q) / len(target)


def wrong_does_not_add_up(logits, target, epsilon):
    q = np.full(logits.shape, epsilon / logits.shape[1])
    q[np.arange(len(target)), target] = 1 - epsilon
    return (_softmax(logits) - q) / len(target)


def wrong_epsilon_for_every_class(logits, target, epsilon):
    q = np.full(logits.shape, epsilon)
    q[np.arange(len(target)), target] += 1 - epsilon
    return (_softmax(logits) - q) / len(target)


def wrong_smooths_the_probabilities(logits, target, epsilon):
    p = (1 - epsilon) * _softmax(logits) + epsilon / logits.shape[1]
    one_hot = np.eye(logits.shape[1])[target]
    return (p - one_hot) / len(target)
