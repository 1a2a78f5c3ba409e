"""How much of a line a unit of a stack of layers sees, and how far apart the units look."""

from cnnlib import reference

HINTS = (
    "Begin in the picture: each cell sees 1 pixel, and neighbours are 1 pixel apart. What does one "
    "layer change?",
    "A window of k units, j pixels apart, each of which sees r pixels, reaches over "
    "r + (k - 1) * j pixels.",
    "Use the old j for r, and only then multiply j by the stride.",
)


def cases(rng):
    yield {"stack": []}
    yield {"stack": [(3, 1)]}
    yield {"stack": [(1, 2)]}
    yield {"stack": [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)]}
    yield {"stack": [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]}
    for _ in range(8):
        sizes, strides = rng.integers(1, 8, size=5).tolist(), rng.integers(1, 4, size=5).tolist()
        yield {"stack": list(zip(sizes, strides, strict=True))}


def describe(stack):
    return f"stack={stack}"


def solution(stack):
    return reference.receptive_field([(k, s, 1) for k, s in stack])
