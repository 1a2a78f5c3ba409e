"""Parameters, work and units of a list of convolutional layers with groups."""

import numpy as np

PARTS = {"one layer": 3, "groups": 3, "a whole network": 2}

_LAYERS = {  # channels, filters, kernel, stride, padding, groups; then the side of the picture
    "one layer": [([(3, 8, 5, 1, 0, 1)], 20), ([(1, 6, 3, 2, 1, 1)], 33)],
    "groups": [([(6, 12, 3, 1, 1, 3)], 12), ([(8, 8, 5, 1, 2, 8), (8, 4, 1, 1, 0, 2)], 15)],
    "a whole network": [
        ([(3, 96, 11, 4, 0, 1), (96, 256, 5, 2, 2, 2), (256, 384, 3, 2, 1, 1)], 227),
    ],
}


def variant(rng):
    return {
        "bias": bool(rng.choice([True, False])),
        "count": str(rng.choice(["MACs", "additions"])),
    }


def cases(rng, bias, count):
    for part, networks in _LAYERS.items():
        for layers, side in networks:
            yield part, {"layers": np.array(layers), "side": side + int(rng.integers(0, 4))}


def describe(layers, side):
    return f"side {int(side)}, layers {layers.tolist()}"


def solution(layers, side, bias, count):
    rows = []
    for channels, filters, kernel, stride, padding, groups in layers.tolist():
        side = (side + 2 * padding - kernel) // stride + 1
        weights = filters * (channels // groups) * kernel**2
        units = filters * side**2
        work = weights * side**2
        if count == "additions" and not bias:
            work -= units  # n products take n - 1 additions; the bias takes one more
        rows.append((weights + filters * bias, work, units))
    return np.array(rows)
