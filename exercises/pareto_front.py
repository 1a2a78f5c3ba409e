"""Which of several things no other beats."""

import numpy as np


def solution(points):
    front = []
    for k, point in enumerate(points):
        at_most = (points <= point).all(axis=1)
        smaller = (points < point).any(axis=1)
        if not (at_most & smaller).any():
            front.append(k)
    return front


def right_pair_by_pair(points):
    def beats(a, b):
        pairs = list(zip(a, b, strict=True))
        return all(p <= q for p, q in pairs) and any(p < q for p, q in pairs)

    rows = points.tolist()
    return [k for k, b in enumerate(rows) if not any(beats(a, b) for a in rows)]


def right_from_the_smallest_sum(points):
    # Who beats a row has a smaller sum, so it is enough to ask those found before.
    found = []
    for k in np.argsort(points.sum(axis=1), kind="stable"):
        kept = points[found]
        beaten = (kept <= points[k]).all(axis=1) & (kept < points[k]).any(axis=1)
        if not beaten.any():
            found.append(int(k))
    return sorted(found)


def wrong_equal_rows_beat_each_other(points):
    return [
        k
        for k, point in enumerate(points)
        if not any((other <= point).all() for j, other in enumerate(points) if j != k)
    ]


def wrong_smaller_in_all(points):
    return [k for k, point in enumerate(points) if not (points < point).all(axis=1).any()]


def wrong_smaller_in_one(points):
    return [k for k, point in enumerate(points) if not (points < point).any()]


def wrong_larger_is_better(points):
    return solution(-points)


def wrong_two_columns_only(points):
    return solution(points[:, :2])


def wrong_rows_not_places(points):
    return points[solution(points)].tolist()


def wrong_in_order_of_cost(points):
    return sorted(solution(points), key=lambda k: (points[k, 0], -k))


def wrong_least_sum(points):
    return [int(points.sum(axis=1).argmin())]
