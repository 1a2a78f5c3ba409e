"""A question answered by numbers: a residual network as many paths."""

from math import comb

PARTS = {"paths": 1, "of one length": 2, "left": 1}
LIKE = (0, 0, 0)


def variant(rng):
    units = int(rng.integers(7, 12))
    return {"units": units, "length": int(rng.integers(2, 5)), "removed": int(rng.choice([1, 2]))}


def solution(units, length, removed):
    return 2**units, comb(units, length), 2 ** (units - removed)


def wrong_as_many_as_units(units, length, removed):
    return units, length, units - removed


def wrong_order_counts(units, length, removed):
    paths, _, left = solution(units, length, removed)
    several = 1
    for k in range(length):
        several *= units - k
    return paths, several, left
