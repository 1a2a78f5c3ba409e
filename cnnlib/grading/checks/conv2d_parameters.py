"""How many numbers a convolutional layer learns."""

HINTS = (
    "One filter makes one output channel. How many kernels are in it?",
    "A filter has one kernel for each input channel, and a kernel has kernel_size^2 numbers.",
    "Add one bias per filter, not one per kernel: out_channels (in_channels kernel_size^2 + 1).",
)


def cases(rng):
    yield {"in_channels": 1, "out_channels": 4, "kernel_size": 5}
    yield {"in_channels": 4, "out_channels": 6, "kernel_size": 5}
    yield {"in_channels": 3, "out_channels": 64, "kernel_size": 1}
    for _ in range(6):
        channels, outputs, kernel_size = (int(n) for n in rng.integers(1, 20, 3))
        yield {"in_channels": channels, "out_channels": outputs, "kernel_size": kernel_size}


def describe(**arguments):
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def solution(in_channels, out_channels, kernel_size):
    return out_channels * in_channels * kernel_size**2 + out_channels
