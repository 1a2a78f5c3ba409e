"""The gradient of a convolutional layer for its input."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Every output sends its error back into the window that it read, times the kernel that it "
    "read it with.",
    "Work on the padded picture: make zeros of its size, add the stamps of all outputs, and cut "
    "the padding off at the end. The window of output (i, j) starts at row i * stride and column "
    "j * stride.",
    "The stamp of output (i, j), for all pictures and channels at once, is np.tensordot(dy[:, :, "
    "i, j], weight, axes=1), of shape (N, C, kh, kw): the sum over the filters is in it.",
)

# batch, channels, height, width, filters, kernel height, kernel width, stride, padding
_SHAPES = [
    (1, 1, 3, 3, 1, 2, 2, 1, 0),
    (2, 3, 6, 5, 4, 3, 2, 1, 0),
    (1, 1, 5, 5, 1, 3, 3, 1, 1),
    (2, 2, 5, 7, 3, 3, 3, 2, 0),
    (1, 2, 6, 10, 2, 3, 3, 2, 0),  # one row and one column that no window reads
    (3, 1, 8, 7, 2, 3, 3, 3, 1),
    (1, 2, 5, 6, 2, 1, 1, 3, 0),
    (2, 1, 4, 5, 2, 2, 2, 1, 2),  # more padding than kernel_size - 1
]


def cases(rng):
    for n, c, h, w, o, kh, kw, stride, padding in _SHAPES:
        weight = rng.standard_normal((o, c, kh, kw))
        y = ref.conv2d(np.zeros((n, c, h, w)), weight, None, stride, padding)
        yield {
            "dy": rng.standard_normal(y.shape),
            "weight": weight,
            "input_size": (h, w),
            "stride": stride,
            "padding": padding,
        }


def describe(dy, weight, input_size, stride, padding):
    return (
        f"dy {dy.shape}, weight {weight.shape}, input_size {input_size}, stride {stride}, "
        f"padding {padding}"
    )


def solution(dy, weight, input_size, stride=1, padding=0):
    x = np.zeros((len(dy), weight.shape[1], *input_size))
    return ref.conv2d_backward(dy, x, weight, stride, padding)[0]
