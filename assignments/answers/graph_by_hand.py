"""A question answered by numbers: gradients of a small graph."""

PARTS = {"value": 1, "a": 1, "b": 1, "c": 1}
LIKE = (0, 0, 0, 0)


def variant(rng):
    a, b = (int(n) for n in rng.choice([2, 3, 4, 5], size=2, replace=False))
    return {"a": a, "b": b, "c": int(rng.integers(-9, -6)), "d": int(rng.integers(2, 5))}


def solution(a, b, c, d):
    """f = d * max(a * b + c, 0) + a * a"""
    open_ = a * b + c > 0
    return d * max(a * b + c, 0) + a * a, open_ * d * b + 2 * a, open_ * d * a, open_ * d


def wrong_one_path_only(a, b, c, d):
    value, _, db, dc = solution(a, b, c, d)
    return value, 2 * a, db, dc + 1


def wrong_gate_ignored(a, b, c, d):
    value, *_ = solution(a, b, c, d)
    return value - 1, d * b + 2 * a, d * a, d + 1
