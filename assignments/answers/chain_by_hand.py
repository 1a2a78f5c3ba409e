"""A question answered by numbers: sizes and weights of a small network."""

PARTS = {"first maps": 1, "after pooling": 1, "second maps": 1, "last layer": 2}
LIKE = (0, 0, 0, 0)


def variant(rng):
    return {
        "side": int(rng.choice([30, 34, 38, 42])),
        "kernel": int(rng.choice([3, 5, 7])),
        "maps": int(rng.integers(10, 20)),
        "second": int(rng.choice([3, 5])),
        "classes": int(rng.integers(6, 12)),
    }


def solution(side, kernel, maps, second, classes):
    first = side - kernel + 1
    pooled = first // 2
    last = pooled - second + 1
    return first, pooled, last, 2 * maps * last * last * classes + classes


def wrong_padded(side, kernel, maps, second, classes):
    return side, side // 2, side // 2, 2 * maps * (side // 2) ** 2 * classes + classes


def wrong_bias_forgotten(side, kernel, maps, second, classes):
    *sizes, weights = solution(side, kernel, maps, second, classes)
    return *sizes, weights - classes
