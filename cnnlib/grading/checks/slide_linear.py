"""A fully connected layer that slides over maps larger than those it was made for."""

import cnnlib.reference as ref

HINTS = (
    "The layer was made for maps of size x size. How many windows of that size fit into H rows "
    "and W columns, if the step is 1?",
    "A window flattened is what the layer has always read: channel by channel, row by row.",
    "scores[:, :, i, j] = x[:, :, i : i + size, j : j + size].reshape(N, -1) @ weight.T + bias.",
)

# pictures, channels, rows, columns, classes, side of the maps that the layer was made for
_SHAPES = [
    (1, 1, 3, 3, 2, 2),
    (2, 3, 5, 4, 4, 3),
    (3, 2, 4, 4, 3, 4),
    (2, 2, 6, 7, 5, 1),
    (1, 4, 5, 8, 3, 2),
]


def cases(rng):
    for n, c, h, w, classes, size in _SHAPES:
        yield {
            "x": rng.standard_normal((n, c, h, w)),
            "weight": rng.standard_normal((classes, c * size * size)),
            "bias": rng.standard_normal(classes),
            "size": size,
        }


def describe(x, weight, bias, size):
    return f"x {x.shape}, weight {weight.shape}, size {size}"


def solution(x, weight, bias, size):
    return ref.conv2d(x, ref.linear_to_conv(weight, (x.shape[1], size, size)), bias)
