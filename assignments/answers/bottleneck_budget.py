"""A question answered by numbers: a bottleneck beside two plain layers."""

PARTS = {"bottleneck": 1, "plain": 1, "ratio": 1}
LIKE = (0, 0, 0)


def variant(rng):
    return {"width": int(rng.choice([192, 320, 384])), "narrow": int(rng.choice([32, 48, 64]))}


def solution(width, narrow):
    """Weights without biases: 1x1, 3x3, 1x1 against 3x3, 3x3 at full width."""
    bottleneck = 2 * width * narrow + 9 * narrow * narrow
    plain = 2 * 9 * width * width
    return bottleneck, plain, plain / bottleneck


def wrong_one_by_one_once(width, narrow):
    bottleneck, plain, ratio = solution(width, narrow)
    return bottleneck - width * narrow, plain, ratio * 1.1


def wrong_one_plain_layer(width, narrow):
    bottleneck, plain, ratio = solution(width, narrow)
    return bottleneck, plain // 2, ratio / 2
