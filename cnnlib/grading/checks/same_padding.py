"""Padding that keeps the size of a map at stride 1."""

HINTS = (
    "At stride 1 a map loses as many cells as the kernel covers, less one. That many zeros have to "
    "come back, before and after together.",
    "A kernel of kernel_size taps covers dilation * (kernel_size - 1) + 1 cells.",
    "Halve the number of zeros for the start; what is left goes to the end, so that an odd one "
    "stands there.",
)


def cases(rng):
    yield {"kernel_size": 3, "dilation": 1}
    yield {"kernel_size": 5, "dilation": 1}
    yield {"kernel_size": 1, "dilation": 4}
    yield {"kernel_size": 2, "dilation": 1}
    yield {"kernel_size": 4, "dilation": 1}
    yield {"kernel_size": 3, "dilation": 2}
    for _ in range(10):
        yield {"kernel_size": int(rng.integers(1, 12)), "dilation": int(rng.integers(1, 6))}


def describe(kernel_size, dilation):
    return f"kernel_size={kernel_size}, dilation={dilation}"


def solution(kernel_size, dilation=1):
    zeros = dilation * (kernel_size - 1)
    return zeros // 2, zeros - zeros // 2
