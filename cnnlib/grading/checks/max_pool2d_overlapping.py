"""Max pooling whose windows may overlap, or leave gaps."""

import cnnlib.reference as ref

HINTS = (
    "Window (i, j) begins at row i * stride and column j * stride. Which is the last that still "
    "lies inside?",
    "Its last row, i * stride + kernel_size - 1, is at most H - 1. So there are "
    "(H - kernel_size) // stride + 1 rows of windows.",
    "x[:, :, i * stride : i * stride + kernel_size, j * stride : j * stride + kernel_size]"
    ".max(axis=(2, 3)) is one output for all pictures and channels.",
)


def cases(rng):
    for shape, kernel_size, stride in [
        ((1, 1, 3, 5), 3, 2),
        ((2, 3, 7, 7), 3, 2),  # AlexNet's windows
        ((1, 2, 6, 9), 3, 2),  # the last row is read by none
        ((3, 1, 5, 4), 2, 1),
        ((2, 2, 6, 6), 2, 2),  # side by side
        ((1, 2, 8, 7), 2, 3),  # gaps
        ((1, 1, 4, 4), 4, 1),
    ]:
        yield {"x": rng.standard_normal(shape), "kernel_size": kernel_size, "stride": stride}
        yield {"x": -1 - rng.random(shape), "kernel_size": kernel_size, "stride": stride}


def describe(x, kernel_size, stride):
    sign = " with negative values only" if (x < 0).all() else ""
    return f"x of shape {x.shape}{sign}, kernel_size {kernel_size}, stride {stride}"


def solution(x, kernel_size, stride):
    return ref.max_pool2d(x, kernel_size, stride)
