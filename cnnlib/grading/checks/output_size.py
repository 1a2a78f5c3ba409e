"""Size of a map after a convolution or pooling."""

import cnnlib.reference as ref

HINTS = (
    "Where can the left edge of the kernel stand in a row of the padded input?",
    "The padded row has size + 2 padding cells; the first place is 0, the last one is that many "
    "minus kernel_size.",
    "From place 0 to the last place in steps of stride: last // stride steps, and one place more.",
)


def cases(rng):
    yield {"size": 28, "kernel_size": 5}
    yield {"size": 227, "kernel_size": 11, "stride": 4}
    yield {"size": 10, "kernel_size": 3, "stride": 2}
    yield {"size": 5, "kernel_size": 5}
    yield {"size": 28, "kernel_size": 3, "padding": 1}
    for _ in range(10):
        kernel_size, padding = int(rng.integers(1, 8)), int(rng.integers(0, 4))
        size = max(1, kernel_size - 2 * padding) + int(rng.integers(0, 30))
        stride = int(rng.integers(1, 5))
        yield {"size": size, "kernel_size": kernel_size, "stride": stride, "padding": padding}


def describe(**arguments):
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def solution(size, kernel_size, stride=1, padding=0):
    return ref.output_size(size, kernel_size, stride, padding)
