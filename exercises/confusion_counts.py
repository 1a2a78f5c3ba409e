"""The confusion matrix."""

import numpy as np


def solution(labels, answers, classes):
    counts = np.zeros((classes, classes), dtype=int)
    for label, answer in zip(labels, answers, strict=True):
        counts[label, answer] += 1
    return counts


def right_by_add_at(labels, answers, classes):
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, answers), 1)
    return counts


def right_by_one_hot(labels, answers, classes):
    rows = np.eye(classes, dtype=int)
    return rows[labels].T @ rows[answers]


def wrong_rows_and_columns_exchanged(labels, answers, classes):
    return solution(answers, labels, classes)


def wrong_each_pair_counted_once(labels, answers, classes):
    counts = np.zeros((classes, classes), dtype=int)
    counts[labels, answers] += 1
    return counts


def wrong_shares_of_rows(labels, answers, classes):
    counts = solution(labels, answers, classes)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def wrong_only_classes_that_occur(labels, answers, classes):
    return solution(labels, answers, max(labels.max(), answers.max()) + 1)


def wrong_mistakes_alone(labels, answers, classes):
    return solution(labels, answers, classes) * (1 - np.eye(classes, dtype=int))


def wrong_right_answers_alone(labels, answers, classes):
    return solution(labels, answers, classes) * np.eye(classes, dtype=int)
