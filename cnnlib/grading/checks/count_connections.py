"""The connections of a convolutional layer, which are the parameters that it does not share."""

HINTS = (
    "How many numbers does the layer put out? To how many inputs is each of them joined?",
    "Each is joined to a window through all channels, in_channels * kernel_size**2 inputs, and to "
    "its bias. A map has (size - kernel_size + 1)**2 numbers.",
    "(in_channels * kernel_size**2 + 1) for each of out_channels * (size - kernel_size + 1)**2.",
)


def cases(rng):
    for in_channels, out_channels, kernel_size, size in [
        (1, 6, 5, 32),
        (16, 120, 5, 5),
        (3, 96, 11, 11),
        (1, 1, 1, 1),
        (4, 1, 1, 7),
    ]:
        yield _setting(in_channels, out_channels, kernel_size, size)
    for _ in range(10):
        kernel_size = int(rng.integers(2, 8))
        channels = rng.integers(2, 9, size=2).tolist()
        yield _setting(*channels, kernel_size, kernel_size + int(rng.integers(1, 30)))


def _setting(in_channels, out_channels, kernel_size, size):
    return {
        "in_channels": in_channels,
        "out_channels": out_channels,
        "kernel_size": kernel_size,
        "size": size,
    }


def describe(**arguments):
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def solution(in_channels, out_channels, kernel_size, size):
    side = size - kernel_size + 1
    return out_channels * side * side * (in_channels * kernel_size * kernel_size + 1)
