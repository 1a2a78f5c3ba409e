"""The share of right answers."""

import numpy as np


def solution(logits, target):
    answers = logits.argmax(axis=1)
    return float((answers == target).mean())


def right_by_counting(logits, target):
    right = 0
    for row, label in zip(logits, target, strict=True):
        right += int(np.argmax(row) == label)
    return right / len(target)


def right_by_sorting(logits, target):
    return np.mean(np.argsort(logits, axis=1)[:, -1] == target)


def wrong_axis(logits, target):
    answers = logits.argmax(axis=0)
    count = min(len(answers), len(target))
    return float((answers[:count] == target[:count]).mean())


def wrong_count(logits, target):
    return int((logits.argmax(axis=1) == target).sum())


def wrong_error_rate(logits, target):
    return 1 - solution(logits, target)


def wrong_per_cent(logits, target):
    return 100 * solution(logits, target)


def wrong_smallest(logits, target):
    return float((logits.argmin(axis=1) == target).mean())


def wrong_absolute_value(logits, target):
    return float((np.abs(logits).argmax(axis=1) == target).mean())


def wrong_always_right(logits, target):
    return 1.0
