"""A question answered by a number: how many windows see one cell."""

PARTS = {"middle": 2, "corner": 1}
LIKE = (0, 0)


def variant(rng):
    kernel, stride = [(3, 1), (5, 1), (4, 2), (6, 2), (6, 3)][rng.integers(5)]
    return {"kernel": kernel, "stride": stride, "size": 48}


def solution(kernel, stride, size):
    """Per direction kernel / stride windows where the kernel is a multiple of the stride."""
    return (kernel // stride) ** 2, 1


def wrong_one_direction(kernel, stride, size):
    return kernel // stride, 1


def wrong_stride_forgotten(kernel, stride, size):
    return kernel**2 + (stride == 1), 1
