"""A question answered by numbers: which part of a picture a unit sees."""

PARTS = {"field": 2, "first": 1, "last": 1}
LIKE = (0, 0, 0)


def variant(rng):
    return {
        "first": int(rng.choice([5, 7])),
        "stride": int(rng.choice([2, 3])),
        "second": int(rng.choice([3, 5])),
        "row": int(rng.integers(4, 9)),
    }


def solution(first, stride, second, row):
    """No padding: a convolution with a stride, then one without; unit `row`, counted from 0."""
    field = first + (second - 1) * stride
    return field, row * stride, row * stride + field - 1


def wrong_stride_forgotten(first, stride, second, row):
    field = first + second - 1
    return field, row, row + field - 1


def wrong_end_beyond(first, stride, second, row):
    field, begin, _ = solution(first, stride, second, row)
    return field, begin, begin + field
