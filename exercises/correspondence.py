"""How alike the features of several pictures change when a part is covered."""

import numpy as np


def solution(before, after):
    signs = np.sign(before - after)
    return int((signs[:, None] != signs[None]).sum())


def right_pairs_twice(before, after):
    signs = np.sign(before - after)
    n = len(signs)
    pairs = [(i, j) for i in range(n) for j in range(i)]
    return 2 * sum(int((signs[i] != signs[j]).sum()) for i, j in pairs)


def right_by_counting(before, after):
    signs = np.sign(before - after)
    counts = np.stack([(signs == value).sum(axis=0) for value in (-1, 0, 1)])
    return int((len(signs) ** 2 - (counts**2).sum(axis=0)).sum())


def right_the_other_difference(before, after):
    return solution(after, before)


def wrong_each_pair_once(before, after):
    return solution(before, after) // 2


def wrong_without_signs(before, after):
    change = before - after
    return int((change[:, None] != change[None]).sum())


def wrong_zero_counts_as_positive(before, after):
    signs = before >= after
    return int((signs[:, None] != signs[None]).sum())


def wrong_zero_counts_as_negative(before, after):
    signs = before > after
    return int((signs[:, None] != signs[None]).sum())


def wrong_difference_of_signs(before, after):
    signs = np.sign(before - after)
    return int(np.abs(signs[:, None] - signs[None]).sum())


def wrong_mean(before, after):
    return solution(before, after) / before.shape[1]


def wrong_before_against_after(before, after):
    return int((np.sign(before) != np.sign(after)).sum())


def wrong_features_for_pictures(before, after):
    return solution(before.T, after.T)
