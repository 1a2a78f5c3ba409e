"""A question answered by numbers: an Inception module with and without its reduction."""

PARTS = {"maps": 1, "with": 2, "without": 1}
LIKE = (0, 0, 0)


def variant(rng):
    return {
        "channels": int(rng.choice([128, 160, 224])),
        "one": int(rng.choice([48, 64, 80])),
        "reduced": int(rng.choice([16, 24, 32])),
        "five": int(rng.choice([40, 56, 72])),
        "side": int(rng.choice([14, 28])),
    }


def solution(channels, one, reduced, five, side):
    """Branches 1x1 and 1x1-5x5, no biases, size kept; products for one picture."""
    area = side * side
    plain = one * channels * area
    with_ = plain + (reduced * channels + five * reduced * 25) * area
    return one + five, with_, plain + five * channels * 25 * area


def wrong_maps_of_the_reduction_counted(channels, one, reduced, five, side):
    maps, with_, without = solution(channels, one, reduced, five, side)
    return maps + reduced, with_, without


def wrong_reduction_is_free(channels, one, reduced, five, side):
    maps, with_, without = solution(channels, one, reduced, five, side)
    return maps, with_ - reduced * channels * side * side, without
