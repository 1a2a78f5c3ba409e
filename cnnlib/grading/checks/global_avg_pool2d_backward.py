"""The gradient of global average pooling."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Each number of the result is the mean of all cells of one map. How much does it change when "
    "one of these cells grows by 1?",
    "Every cell of a map gets the same share, 1 / (height * width) of the map's gradient.",
    "dy has the shape (N, C): dy[:, :, None, None] / (height * width), repeated over all cells, as "
    "np.broadcast_to or a product with np.ones does it.",
)


def cases(rng):
    for n, c, height, width in [
        (1, 1, 2, 2),
        (2, 3, 4, 4),
        (3, 2, 5, 7),
        (1, 4, 1, 1),
        (2, 2, 1, 6),
    ]:
        yield {"dy": rng.standard_normal((n, c)), "height": height, "width": width}


def describe(dy, height, width):
    return f"dy of shape {dy.shape}, maps of {height} x {width}"


def solution(dy, height, width):
    x = np.zeros((*dy.shape, height, width))
    return ref.avg_pool2d_backward(dy[:, :, None, None], x, (height, width))
