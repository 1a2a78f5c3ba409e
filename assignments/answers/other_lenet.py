"""A question answered by numbers: LeNet-5 with other maps."""

PARTS = {"C1": 1, "C3": 2, "C5": 1}
LIKE = (0, 0, 0)


def variant(rng):
    return {
        "maps": int(rng.choice([4, 8, 10])),
        "threes": int(rng.integers(4, 9)),
        "fours": int(rng.integers(5, 10)),
        "units": int(rng.choice([60, 80, 100])),
    }


def solution(maps, threes, fours, units):
    """C3: `threes` maps see 3 maps each, `fours` see 4; kernels 5 x 5; C5 sees all, 5 x 5 cells."""
    third = threes * (3 * 25 + 1) + fours * (4 * 25 + 1)
    return maps * 26, third, units * ((threes + fours) * 25 + 1)


def wrong_full_table(maps, threes, fours, units):
    first, _, last = solution(maps, threes, fours, units)
    return first, (threes + fours) * (maps * 25 + 1), last


def wrong_biases_forgotten(maps, threes, fours, units):
    return maps * 25, threes * 75 + fours * 100, units * (threes + fours) * 25
