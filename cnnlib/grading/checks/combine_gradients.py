"""The gradient of a batch that several processes have shared."""

import numpy as np

HINTS = (
    "A mean over pictures is a sum divided by their number. Which sum has each process?",
    "Process k has the mean of sizes[k] pictures: its sum is sizes[k] times that.",
    "Add up the sums of all processes, then divide by sum(sizes).",
)


def cases(rng):
    yield {"gradients": [np.array([1.0]), np.array([4.0])], "sizes": [1, 2]}
    yield {"gradients": [np.array([2.0, -1.0])], "sizes": [7]}
    for sizes, shape in [([5, 5], (3,)), ([6, 5, 5], (2, 4)), ([1, 30], (4, 3, 3, 3))]:
        yield {"gradients": [rng.standard_normal(shape) for _ in sizes], "sizes": sizes}


def describe(gradients, sizes):
    return f"shares of {sizes} pictures, gradients of shape {gradients[0].shape}"


def solution(gradients, sizes):
    return np.average(gradients, axis=0, weights=sizes)
