"""A question answered by numbers: how many numbers backpropagation hands on."""

PARTS = {"of the weights": 1, "of the input": 1, "kept": 1}
LIKE = (0, 0, 0)


def variant(rng):
    return {
        "pictures": int(rng.choice([4, 8, 16])),
        "channels": int(rng.integers(3, 7)),
        "filters": int(rng.integers(8, 13)),
        "side": int(rng.choice([10, 12, 14])),
        "kernel": 3,
    }


def solution(pictures, channels, filters, side, kernel):
    inputs = pictures * channels * side * side
    return filters * channels * kernel**2 + filters, inputs, inputs


def wrong_for_each_picture(pictures, channels, filters, side, kernel):
    weights, inputs, kept = solution(pictures, channels, filters, side, kernel)
    return weights * pictures, inputs, kept


def wrong_outputs(pictures, channels, filters, side, kernel):
    weights, _, kept = solution(pictures, channels, filters, side, kernel)
    return weights, pictures * filters * (side - kernel + 1) ** 2, kept
