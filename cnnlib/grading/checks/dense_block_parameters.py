"""Parameters of a dense block."""

from itertools import product

HINTS = (
    "Carry the number of maps from layer to layer: it grows by growth_rate each time, with a "
    "bottleneck or without.",
    "A normalisation has two parameters for each map that it normalises. A convolution has "
    "kernel^2 weights for each map in and each map out, and no bias.",
    "With a bottleneck a layer is: normalise C maps, 1 x 1 from C to 4k, normalise 4k maps, 3 x 3 "
    "from 4k to k.",
)


def cases(rng):
    for bottleneck in (False, True):
        yield {"channels": 64, "growth_rate": 32, "layers": 6, "bottleneck": bottleneck}
        yield {"channels": 1, "growth_rate": 1, "layers": 1, "bottleneck": bottleneck}
    for layers, bottleneck in product((1, 2, 12), (False, True)):
        channels, growth_rate = rng.integers(2, 50, 2).tolist()
        yield {
            "channels": channels,
            "growth_rate": growth_rate,
            "layers": layers,
            "bottleneck": bottleneck,
        }


def describe(channels, growth_rate, layers, bottleneck):
    return f"{channels=}, {growth_rate=}, {layers=}, {bottleneck=}"


def solution(channels, growth_rate, layers, bottleneck):
    # In closed form: the layers read this many maps, all taken together.
    read = layers * channels + growth_rate * layers * (layers - 1) // 2
    if not bottleneck:
        return read * (2 + 9 * growth_rate)
    return read * (2 + 4 * growth_rate) + layers * (8 * growth_rate + 36 * growth_rate**2)
