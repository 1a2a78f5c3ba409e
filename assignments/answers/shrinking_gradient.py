"""A question answered by numbers: what is left of a gradient after many layers."""

PARTS = {"sigmoid": 2, "layers": 2}
LIKE = (0, 0)


def variant(rng):
    return {"layers": int(rng.integers(5, 10)), "weight": int(rng.choice([2, 3]))}


def solution(layers, weight):
    """At most (weight / 4) per layer; how many layers until less than 1/1000 is left."""
    share = weight / 4
    count = 1
    while share**count >= 1e-3:
        count += 1
    return share**layers, count


def wrong_weight_forgotten(layers, weight):
    return 0.25**layers, 5


def wrong_one_layer_less(layers, weight):
    share, count = solution(layers, weight)
    return share / (weight / 4), count - 1
