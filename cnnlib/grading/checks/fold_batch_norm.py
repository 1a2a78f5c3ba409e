"""A convolution and the batch normalisation behind it as one convolution."""

import numpy as np

HINTS = (
    "At inference, batch normalisation multiplies channel o by a number and adds another. Which "
    "number, in terms of gamma, var and eps?",
    "gain = gamma / sqrt(var + eps). Each filter of the convolution is multiplied by its gain: "
    "weight has the shape (O, C, k, k), so write gain[:, None, None, None].",
    "The bias goes through the same map: beta + gain * (bias - mean).",
)


def cases(rng):
    for filters, channels, kernel_size, eps in [
        (1, 1, 1, 1e-5),
        (4, 3, 3, 1e-5),
        (3, 4, 5, 0.5),  # so large that it cannot be overlooked
        (3, 3, 3, 1e-3),  # as many filters as channels: a gain on the wrong axis fits
        (2, 1, 2, 0.0),
    ]:
        yield {
            "weight": rng.standard_normal((filters, channels, kernel_size, kernel_size)),
            "bias": rng.standard_normal(filters),
            "mean": rng.standard_normal(filters),
            "var": rng.uniform(0.2, 3.0, filters),
            "gamma": rng.uniform(0.5, 2.0, filters),
            "beta": rng.standard_normal(filters),
            "eps": eps,
        }


def describe(weight, bias, mean, var, gamma, beta, eps):
    return f"weight of shape {weight.shape}, eps {eps:g}"


def solution(weight, bias, mean, var, gamma, beta, eps):
    rows = weight.reshape(len(weight), -1)
    gain = np.diag(gamma / np.sqrt(var + eps))
    return (gain @ rows).reshape(weight.shape), gain @ (bias - mean) + beta
