"""All input sizes that lead to one output size."""

HINTS = (
    "Turn the formula for the output's size round: how many cells do output_size windows need?",
    "From the first window's first cell to the last window's last cell there are "
    "stride * (output_size - 1) + kernel_size cells; 2 padding of them are zeros that were added.",
    "With one cell more than the smallest size nothing changes, until the rest would hold one step "
    "more: there are stride sizes. But an input has at least one cell.",
)


def cases(rng):
    yield {"output_size": 4, "kernel_size": 3, "stride": 1, "padding": 0}
    yield {"output_size": 4, "kernel_size": 3, "stride": 3, "padding": 0}
    yield {"output_size": 55, "kernel_size": 11, "stride": 4, "padding": 0}
    yield {"output_size": 112, "kernel_size": 7, "stride": 2, "padding": 3}
    yield {"output_size": 1, "kernel_size": 5, "stride": 2, "padding": 0}
    yield {"output_size": 1, "kernel_size": 3, "stride": 4, "padding": 2}
    for _ in range(10):
        kernel_size = int(rng.integers(1, 8))
        yield {
            "output_size": int(rng.integers(1, 30)),
            "kernel_size": kernel_size,
            "stride": int(rng.integers(1, 6)),
            "padding": int(rng.integers(0, (kernel_size + 1) // 2)),
        }


def describe(**arguments):
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def solution(output_size, kernel_size, stride=1, padding=0):
    smallest = stride * (output_size - 1) + kernel_size - 2 * padding
    return [size for size in range(smallest, smallest + stride) if size > 0]
