"""Share of pictures whose right class is not among the k highest scores."""

import numpy as np


def solution(scores, target, k):
    right = scores[np.arange(len(target)), target]
    better = (scores > right[:, None]).sum(axis=1)  # how many classes stand before the right one
    return (better >= k).mean()


def right_by_sorting(scores, target, k):
    best = np.argsort(-scores, axis=1)[:, :k]
    return 1 - (best == target[:, None]).any(axis=1).mean()


def right_by_loops(scores, target, k):
    wrong = 0
    for row, label in zip(scores, target, strict=True):
        order = sorted(range(len(row)), key=lambda c: row[c], reverse=True)
        wrong += label not in order[:k]
    return wrong / len(target)


def wrong_accuracy(scores, target, k):
    return 1 - solution(scores, target, k)


def wrong_lowest_scores(scores, target, k):
    best = np.argsort(scores, axis=1)[:, :k]
    return 1 - (best == target[:, None]).any(axis=1).mean()


def wrong_one_guess_too_many(scores, target, k):
    return solution(scores, target, k + 1)


def wrong_best_guess_only(scores, target, k):
    return (scores.argmax(axis=1) != target).mean()


def wrong_any_picture(scores, target, k):
    best = np.argsort(-scores, axis=1)[:, :k]
    return 1 - np.isin(target, best).mean()


def wrong_count(scores, target, k):
    return round(solution(scores, target, k) * len(target))


def wrong_five_always(scores, target, k):
    return solution(scores, target, 5)
