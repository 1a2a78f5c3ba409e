"""The gradient of leaky ReLU."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "How much does y change with x where x is positive, and how much where it is negative?",
    "The derivative is 1 where x > 0 and negative_slope elsewhere, at 0 too; dy is multiplied by "
    "it. It depends on x, not on the sign of dy.",
    "np.where(x > 0, dy, negative_slope * dy) chooses element by element.",
)


def cases(rng):
    dy, x = np.array([5.0, 5.0, 5.0]), np.array([-2.0, 0.0, 3.0])
    yield {"dy": dy, "x": x, "negative_slope": 0.01}
    for shape, slope in [((7,), 0.2), ((2, 3, 4, 5), 0.01), ((3, 2), 0.0), ((4, 4), 1.5)]:
        dy, x = rng.standard_normal((2, *shape))
        yield {"dy": dy, "x": x, "negative_slope": slope}
    yield {
        "dy": rng.standard_normal((3, 4), dtype=np.float32),
        "x": rng.integers(-2, 3, (3, 4)).astype(np.float32),
        "negative_slope": 0.25,
    }


def describe(dy, x, negative_slope):
    return f"x of shape {x.shape}, {x.dtype}, negative_slope {negative_slope}"


def solution(dy, x, negative_slope=0.01):
    return ref.leaky_relu_backward(dy, x, negative_slope)
