"""The Gaussian filter, from the formula."""

from cnnlib.reference import filters

HINTS = (
    "The middle of the kernel is at row and column size // 2. How far from it is the cell (u, v)?",
    "Without its factor the weight is exp(-(squared distance) / (2 sigma^2)). np.mgrid or two "
    "loops give the distances.",
    "The factor does not matter, because in the end everything is divided by the sum: "
    "return bell / bell.sum().",
)


def cases(rng):
    for size, sigma in [(5, 1.2), (3, 0.8), (1, 2.0), (11, 1.5), (3, 0.3)]:
        yield {"size": size, "sigma": sigma}
    for _ in range(5):
        yield {"size": 2 * int(rng.integers(1, 8)) + 1, "sigma": float(rng.uniform(0.4, 4))}


def describe(size, sigma):
    return f"size={size}, sigma={sigma:.3g}"


def solution(size, sigma):
    return filters.gaussian(size, sigma)
