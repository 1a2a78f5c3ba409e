"""A question answered by numbers: what a convolutional layer makes and costs."""

import cnnlib.reference as ref

PARTS = {"height": 1, "width": 1, "parameters": 1, "multiplications": 1}
LIKE = (0, 0, 0, 0)


def variant(rng):
    return {
        "height": int(rng.integers(40, 60)),
        "width": int(rng.integers(61, 80)),
        "channels": int(rng.integers(3, 7)),
        "filters": int(rng.integers(8, 24)),
        "kernel": int(rng.choice([3, 5])),
        "stride": int(rng.choice([2, 3])),
        "padding": int(rng.choice([0, 1])),
    }


def solution(height, width, channels, filters, kernel, stride, padding):
    h, w = (ref.output_size(size, kernel, stride, padding) for size in (height, width))
    weights = filters * channels * kernel * kernel
    return h, w, weights + filters, weights * h * w


def wrong_rounded_up(height, width, channels, filters, kernel, stride, padding):
    h, w, parameters, _ = solution(height, width, channels, filters, kernel, stride, padding)
    return h + 1, w + 1, parameters, (parameters - filters) * (h + 1) * (w + 1)


def wrong_biases_forgotten(height, width, channels, filters, kernel, stride, padding):
    h, w, parameters, macs = solution(height, width, channels, filters, kernel, stride, padding)
    return h, w, parameters - filters, macs
