"""The gradient of ReLU."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Where x is positive, y = x. What does a small change of x do to y there, and elsewhere?",
    "The derivative is 1 where x > 0 and 0 elsewhere, at 0 too; dy has to be multiplied by it.",
    "x > 0 is an array of True and False; dy * (x > 0) counts them as 1 and 0.",
)


def cases(rng):
    yield {"dy": np.array([5.0, 5.0, 5.0]), "x": np.array([-2.0, 0.0, 3.0])}
    for shape in [(7,), (2, 3), (2, 3, 4, 5), (1, 1)]:
        yield {"dy": rng.standard_normal(shape), "x": rng.standard_normal(shape)}
    yield {
        "dy": rng.standard_normal((3, 4), dtype=np.float32),
        "x": rng.integers(-2, 3, (3, 4)).astype(np.float32),
    }


def describe(dy, x):
    return f"x of shape {x.shape}, {x.dtype}"


def solution(dy, x):
    return ref.relu_backward(dy, x)
