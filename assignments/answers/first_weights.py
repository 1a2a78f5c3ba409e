"""A question answered by numbers: how large first weights should be."""

PARTS = {"He": 2, "Glorot": 2}
LIKE = (0, 0)


def variant(rng):
    return {
        "channels": int(rng.choice([16, 24, 32, 48])),
        "filters": int(rng.choice([40, 64, 96])),
        "kernel": int(rng.choice([3, 5])),
    }


def solution(channels, filters, kernel):
    """Standard deviations; fans in and out count the kernel's cells."""
    cells = kernel * kernel
    return (2 / (channels * cells)) ** 0.5, (2 / ((channels + filters) * cells)) ** 0.5


def wrong_variances(channels, filters, kernel):
    return tuple(value**2 for value in solution(channels, filters, kernel))


def wrong_kernel_forgotten(channels, filters, kernel):
    return tuple(value * kernel for value in solution(channels, filters, kernel))
