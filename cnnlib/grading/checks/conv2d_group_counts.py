"""Parameters and multiply-adds of a convolution whose maps are in groups."""

HINTS = (
    "A filter does not see all maps before it. How many does it see with two groups, with three?",
    "It has kernel_size**2 numbers for each of in_channels // groups maps, and one bias. The "
    "number of filters does not depend on the groups.",
    "Each weight is used once for every cell of the output: weights * side**2. Biases are not "
    "multiplied.",
)


def cases(rng):
    for in_channels, out_channels, kernel_size, groups, side in [
        (4, 6, 3, 2, 5),
        (96, 256, 5, 2, 27),  # AlexNet's conv2
        (3, 96, 11, 1, 55),
        (8, 8, 3, 8, 4),  # one map each
        (1, 1, 1, 1, 1),
    ]:
        yield _setting(in_channels, out_channels, kernel_size, groups, side)
    for _ in range(8):
        groups = int(rng.integers(1, 5))
        maps, filters, kernel_size, side = rng.integers(1, 8, size=4).tolist()
        yield _setting(groups * maps, groups * filters, kernel_size, groups, side)


def _setting(in_channels, out_channels, kernel_size, groups, side):
    return {
        "in_channels": in_channels,
        "out_channels": out_channels,
        "kernel_size": kernel_size,
        "groups": groups,
        "side": side,
    }


def describe(**arguments):
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def solution(in_channels, out_channels, kernel_size, groups, side):
    weights = in_channels * out_channels * kernel_size**2 // groups
    return weights + out_channels, weights * side**2
