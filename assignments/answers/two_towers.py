"""A question answered by numbers: what two towers save."""

PARTS = {"one tower": 1, "two towers": 1, "products saved": 2}
LIKE = (0, 0, 0)


def variant(rng):
    return {
        "channels": int(rng.choice([48, 64, 96])),
        "filters": int(rng.choice([128, 192, 256])),
        "kernel": int(rng.choice([3, 5])),
        "side": int(rng.choice([13, 15, 27])),
    }


def solution(channels, filters, kernel, side):
    """Parameters with biases, padding keeps the size; products saved for one picture."""
    weights = channels * filters * kernel**2
    return weights + filters, weights // 2 + filters, weights // 2 * side**2


def wrong_biases_halved(channels, filters, kernel, side):
    one, two, saved = solution(channels, filters, kernel, side)
    return one, two - filters // 2, saved


def wrong_quarter(channels, filters, kernel, side):
    one, _, saved = solution(channels, filters, kernel, side)
    return one, (one - filters) // 4 + filters, saved * 3 // 2
