"""The gradient of average pooling whose windows overlap and reach over the border."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Every output shares its error out evenly over the cells that it was the mean of; where "
    "windows overlap the shares add up.",
    "The window of output (i, j) starts at row i * stride - padding. Cut it off at the border "
    "with max(..., 0) and min(..., height); the number of cells that are left is the divisor.",
    "dx[:, :, top:bottom, left:right] += share[:, :, None, None], where share = dy[:, :, i, j] / "
    "((bottom - top) * (right - left)).",
)

# batch, channels, height, width, kernel_size, stride, padding
_SHAPES = [
    (1, 1, 4, 4, 2, 2, 0),
    (1, 1, 4, 4, 2, 1, 0),
    (2, 3, 7, 5, 3, 2, 0),
    (1, 2, 8, 10, 3, 2, 0),  # one row and one column that no window reads
    (2, 1, 6, 7, 3, 2, 1),
    (1, 2, 5, 5, 3, 1, 1),
    (2, 2, 7, 9, 2, 3, 0),  # gaps between the windows
]


def cases(rng):
    for n, c, h, w, kernel_size, stride, padding in _SHAPES:
        y = ref.avg_pool2d(np.zeros((n, c, h, w)), kernel_size, stride, padding)
        yield {
            "dy": rng.standard_normal(y.shape),
            "input_size": (h, w),
            "kernel_size": kernel_size,
            "stride": stride,
            "padding": padding,
        }


def describe(dy, input_size, kernel_size, stride, padding):
    return (
        f"dy {dy.shape}, input_size {input_size}, kernel_size {kernel_size}, stride {stride}, "
        f"padding {padding}"
    )


def solution(dy, input_size, kernel_size, stride, padding=0):
    x = np.zeros((*dy.shape[:2], *input_size))
    return ref.avg_pool2d_backward(dy, x, kernel_size, stride, padding, count_include_pad=False)
