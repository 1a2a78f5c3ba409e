"""Batch normalisation in training, with the new running estimates."""

import cnnlib.reference as ref

HINTS = (
    "What belongs to one channel is normalised together: means over pictures, rows and columns, "
    "axis=(0, 2, 3). With keepdims=True they fit the cells of their channel.",
    "To normalise, divide by sqrt(variance + eps), with the variance that divides by m. weight and "
    "bias have the shape (C,); weight[:, None, None] fits the maps.",
    "The running mean becomes (1 - momentum) * running_mean + momentum * mean. The running "
    "variance does the same with variance * m / (m - 1), m = N * H * W.",
)


def cases(rng):
    for shape, momentum, eps in [
        ((2, 1, 1, 1), 0.1, 1e-5),
        ((4, 3, 5, 6), 0.1, 1e-5),
        ((3, 2, 4, 4), 0.3, 0.5),  # so large that it cannot be overlooked
        ((5, 6, 2, 1), 1.0, 1e-3),
        ((1, 4, 6, 3), 0.0, 1e-5),
    ]:
        channels = shape[1]
        spread = rng.uniform(0.5, 3.0, (channels, 1, 1))
        yield {
            "x": spread * rng.standard_normal(shape) + rng.standard_normal((channels, 1, 1)),
            "running_mean": rng.standard_normal(channels),
            "running_var": rng.uniform(0.5, 2.0, channels),
            "weight": rng.uniform(0.5, 2.0, channels),
            "bias": rng.standard_normal(channels),
            "momentum": momentum,
            "eps": eps,
        }


def describe(x, running_mean, running_var, weight, bias, momentum, eps):
    return f"x of shape {x.shape}, momentum {momentum:g}, eps {eps:g}"


def solution(x, running_mean, running_var, weight, bias, momentum, eps):
    return ref.batch_norm(x, running_mean, running_var, weight, bias, True, momentum, eps)
