"""Output channels, parameters and MACs of an Inception module."""

HINTS = (
    "Go branch by branch. Two of them are chains: what comes out of the reduction goes into the "
    "3 x 3 or the 5 x 5 convolution.",
    "A convolution from i to o maps has o * (i * kernel**2 + 1) parameters, and takes "
    "o * i * kernel**2 MACs for each of side**2 cells. The pooling has none.",
    "The reductions' maps do not leave the module: the output has n1x1 + n3x3 + n5x5 + "
    "pool_projection. All 1 x 1 convolutions but those inside a chain read in_channels maps.",
)


def cases(rng):
    rows = [
        (192, 28, 64, 96, 128, 16, 32, 32),
        (832, 7, 384, 192, 384, 48, 128, 128),
        (1, 1, 1, 1, 1, 1, 1, 1),
    ]
    rows += [tuple(rng.integers(2, 40, 8).tolist()) for _ in range(6)]
    for in_channels, side, *widths in rows:
        yield {"in_channels": in_channels, "side": side, "widths": tuple(widths)}


def describe(in_channels, side, widths):
    return f"{in_channels=}, {side=}, {widths=}"


def solution(in_channels, side, widths):
    n1x1, n3x3_reduce, n3x3, n5x5_reduce, n5x5, projection = widths
    # All 1 x 1 convolutions on the input are one, to the sum of their maps.
    first = n1x1 + n3x3_reduce + n5x5_reduce + projection
    weights = in_channels * first + 9 * n3x3_reduce * n3x3 + 25 * n5x5_reduce * n5x5
    channels = n1x1 + n3x3 + n5x5 + projection
    return channels, weights + sum(widths), weights * side**2
