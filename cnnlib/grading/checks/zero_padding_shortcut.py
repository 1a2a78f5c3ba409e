"""Shortcut A: cells are skipped, and the new channels are zeros."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Two steps. Which cells of a map are kept at stride 2? Rows and columns 0, 2, 4 and so on.",
    "The batch and all channels are kept: x[:, :, ::stride, ::stride].",
    "The maps of zeros come after the old ones: np.concatenate with an array of zeros of shape "
    "(N, out_channels - C, H', W') along axis 1.",
)


def cases(rng):
    for shape, out_channels, stride in [
        ((1, 1, 2, 2), 2, 2),
        ((2, 3, 6, 4), 6, 2),
        ((2, 2, 5, 7), 3, 2),  # odd sizes are rounded up
        ((1, 2, 3, 3), 5, 1),
        ((3, 2, 4, 4), 2, 2),  # nothing to add
        ((1, 2, 8, 9), 4, 3),
    ]:
        yield {"x": rng.standard_normal(shape), "out_channels": out_channels, "stride": stride}


def describe(x, out_channels, stride):
    return f"x of shape {x.shape}, out_channels {out_channels}, stride {stride}"


def solution(x, out_channels, stride):
    # A 1 x 1 convolution whose weights are a diagonal of ones, as many as there are channels.
    weight = np.eye(out_channels, x.shape[1])[:, :, None, None]
    return ref.conv2d(x, weight, stride=stride)
