"""The matrix whose product with a flattened picture is the convolution with one kernel."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Each row of M belongs to one place of the window, each column to one pixel. Begin with zeros.",
    "Cell (u, v) of the kernel, at place (i, j), meets pixel (i * stride + u - padding, j * stride "
    "+ v - padding). If that lies outside the picture, nothing is entered.",
    "Place (i, j) is row i * W' + j of M, pixel (a, b) is column a * W + b: M[i * W' + j, a * W + "
    "b] = kernel[u, v].",
)

# height, width, kernel height, kernel width, stride, padding
_SHAPES = [
    (3, 3, 2, 2, 1, 0),
    (4, 4, 3, 3, 1, 0),
    (5, 4, 2, 3, 1, 0),
    (5, 6, 3, 3, 2, 0),
    (4, 5, 3, 3, 1, 1),
    (6, 5, 3, 2, 2, 1),
    (4, 3, 4, 3, 3, 2),
]


def cases(rng):
    for h, w, kh, kw, stride, padding in _SHAPES:
        yield {
            "kernel": rng.standard_normal((kh, kw)),
            "size": (h, w),
            "stride": stride,
            "padding": padding,
        }


def describe(kernel, size, stride, padding):
    return f"kernel {kernel.shape}, size {size}, stride {stride}, padding {padding}"


def solution(kernel, size, stride=1, padding=0):
    return ref.conv_to_linear(np.asarray(kernel)[None, None], (1, *size), stride, padding)
