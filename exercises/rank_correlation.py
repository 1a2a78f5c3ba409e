"""How far two lists of numbers rise together, by their ranks."""

import numpy as np


def ranks(values):
    smaller = (values[:, None] > values).sum(axis=1)
    equal = (values[:, None] == values).sum(axis=1)
    return smaller + (equal + 1) / 2


def solution(x, y):
    def ranks(values):
        smaller = (values[:, None] > values).sum(axis=1)
        equal = (values[:, None] == values).sum(axis=1)
        return smaller + (equal + 1) / 2

    return np.corrcoef(ranks(x), ranks(y))[0, 1]


def right_by_sorting(x, y):
    def places(values):
        order = sorted(values.tolist())
        last = {value: k for k, value in enumerate(order, start=1)}
        first = {value: order.index(value) + 1 for value in order}
        return np.array([(first[v] + last[v]) / 2 for v in values.tolist()])

    a, b = places(x), places(y)
    a, b = (a - a.mean()) / a.std(), (b - b.mean()) / b.std()
    return float((a * b).mean())


def right_from_signs(x, y):
    # A rank is, but for a constant, the sum of the signs of the differences to all others.
    a, b = (np.sign(values[:, None] - values).sum(axis=1) for values in (x, y))
    return (a * b).sum() / ((a**2).sum() * (b**2).sum()) ** 0.5


def wrong_of_the_values(x, y):
    return np.corrcoef(x, y)[0, 1]


def wrong_ties_in_order(x, y):
    a, b = (values.argsort(kind="stable").argsort() for values in (x, y))
    return np.corrcoef(a, b)[0, 1]


def wrong_ties_take_the_first_place(x, y):
    a, b = ((values[:, None] > values).sum(axis=1) for values in (x, y))
    return np.corrcoef(a, b)[0, 1]


def wrong_formula_without_ties(x, y):
    n = len(x)
    return 1 - 6 * ((ranks(x) - ranks(y)) ** 2).sum() / (n * (n**2 - 1))


def wrong_argsort_is_no_rank(x, y):
    return np.corrcoef(x.argsort(), y.argsort())[0, 1]


def wrong_whole_matrix(x, y):
    return np.corrcoef(ranks(x), ranks(y))


def wrong_squared(x, y):
    return solution(x, y) ** 2
