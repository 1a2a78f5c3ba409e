"""Average pooling, forward, with any stride."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "How many windows fit along one axis, if the next one starts `stride` cells further on?",
    "(H - kernel_size) // stride + 1 rows come out; the window of output row i starts at row "
    "i * stride of x, whatever the size of the window.",
    "x[:, :, i * s : i * s + k, j * s : j * s + k].mean(axis=(2, 3)) is one output for all "
    "pictures and channels.",
)


def cases(rng):
    x = np.array([[1.0, 3, 0, 3], [2, 2, 4, 1], [4, 2, 0, 0], [3, 3, 3, 1]])
    yield {"x": x[None, None], "kernel_size": 2, "stride": 2}
    for shape, kernel_size, stride in [
        ((1, 1, 4, 4), 2, 1),
        ((2, 3, 7, 9), 3, 2),
        ((3, 2, 8, 5), 2, 3),
        ((1, 2, 6, 6), 4, 2),
        ((2, 1, 5, 5), 5, 1),
        ((2, 2, 3, 4), 1, 1),
    ]:
        yield {"x": rng.standard_normal(shape), "kernel_size": kernel_size, "stride": stride}


def describe(x, kernel_size, stride):
    return f"x of shape {x.shape}, kernel_size {kernel_size}, stride {stride}"


def solution(x, kernel_size, stride):
    return ref.avg_pool2d(x, kernel_size, stride)
