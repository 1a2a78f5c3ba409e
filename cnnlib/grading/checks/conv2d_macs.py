"""How many multiply-adds a convolutional layer takes."""

import cnnlib.reference as ref

HINTS = (
    "Count the numbers of the result first: out_channels maps, each of which size by which size?",
    "A kernel fits at size - kernel_size + 1 places along each axis, so each map has the square of "
    "that many numbers.",
    "Each number is one sum of in_channels * kernel_size^2 products. Multiply it by the count of "
    "numbers, out_channels * places^2.",
)


def cases(rng):
    yield {"in_channels": 1, "out_channels": 4, "kernel_size": 5, "size": 28}
    yield {"in_channels": 4, "out_channels": 6, "kernel_size": 5, "size": 12}
    yield {"in_channels": 3, "out_channels": 8, "kernel_size": 1, "size": 7}
    yield {"in_channels": 2, "out_channels": 5, "kernel_size": 6, "size": 6}
    for _ in range(6):
        channels, outputs, kernel_size = (int(n) for n in rng.integers(1, 12, 3))
        yield {
            "in_channels": channels,
            "out_channels": outputs,
            "kernel_size": kernel_size,
            "size": kernel_size + int(rng.integers(0, 30)),
        }


def describe(**arguments):
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def solution(in_channels, out_channels, kernel_size, size):
    places = ref.output_size(size, kernel_size)
    return out_channels * places**2 * in_channels * kernel_size**2
