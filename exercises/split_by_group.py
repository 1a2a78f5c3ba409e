"""A test part that shares no group with the training part."""

import numpy as np


def solution(groups, order, wanted):
    test = np.zeros(len(groups), dtype=bool)
    for group in order:
        if test.sum() >= wanted:
            break
        test |= groups == group
    return np.flatnonzero(~test), np.flatnonzero(test)


def right_with_sets(groups, order, wanted):
    taken, count = set(), 0
    for group in order:
        if count < wanted:
            taken.add(group)
            count += int((groups == group).sum())
    inside = [group in taken for group in groups.tolist()]
    numbers = np.arange(len(groups))
    return numbers[[not is_in for is_in in inside]], numbers[inside]


def right_by_isin(groups, order, wanted):
    for count in range(1, len(order) + 1):
        inside = np.isin(groups, order[:count])
        if inside.sum() >= wanted:
            break
    return np.flatnonzero(~inside), np.flatnonzero(inside)


def wrong_pictures_not_groups(groups, order, wanted):
    return np.arange(wanted, len(groups)), np.arange(wanted)


def wrong_one_group_too_many(groups, order, wanted):
    return solution(groups, order, wanted + 1)


def wrong_exactly_wanted(groups, order, wanted):
    train, test = solution(groups, order, wanted)
    return np.sort(np.concatenate([train, test[wanted:]])), test[:wanted]


def wrong_as_many_groups_as_pictures(groups, order, wanted):
    test = np.isin(groups, order[:wanted])
    return np.flatnonzero(~test), np.flatnonzero(test)


def wrong_parts_exchanged(groups, order, wanted):
    return solution(groups, order, wanted)[::-1]


def wrong_order_ignored(groups, order, wanted):
    return solution(groups, sorted(order), wanted)


def wrong_never_too_many(groups, order, wanted):
    test = np.zeros(len(groups), dtype=bool)
    for group in order:
        if (test | (groups == group)).sum() > wanted:
            break
        test |= groups == group
    return np.flatnonzero(~test), np.flatnonzero(test)
