"""A convolutional layer, forward, with loops."""

import cnnlib.reference as ref

HINTS = (
    "Start with the shape of the result and four loops over its indices: picture, filter, row, "
    "column.",
    "The window of output (i, j) starts at row i * stride and column j * stride of the padded "
    "picture and is as large as the kernel, through all channels.",
    "y[n, o, i, j] = np.sum(padded[n, :, i * stride : i * stride + kh, j * stride : j * stride + "
    "kw] * weight[o]) + bias[o], without turning the kernel.",
)

# batch, channels, height, width, filters, kernel height, kernel width, stride, padding
_SHAPES = [
    (1, 1, 4, 4, 1, 3, 3, 1, 0),
    (2, 3, 6, 5, 4, 3, 2, 1, 0),
    (1, 3, 8, 8, 2, 3, 3, 2, 0),
    (2, 1, 7, 9, 3, 3, 3, 2, 1),
    (3, 2, 5, 5, 2, 5, 5, 1, 0),
    (1, 2, 4, 6, 3, 1, 1, 3, 0),
    (2, 2, 5, 4, 3, 3, 3, 1, 2),
]


def cases(rng):
    for n, c, h, w, o, kh, kw, stride, padding in _SHAPES:
        yield {
            "x": rng.standard_normal((n, c, h, w)),
            "weight": rng.standard_normal((o, c, kh, kw)),
            "bias": rng.standard_normal(o),
            "stride": stride,
            "padding": padding,
        }


def describe(x, weight, bias, stride, padding):
    return f"x {x.shape}, weight {weight.shape}, stride {stride}, padding {padding}"


def solution(x, weight, bias, stride=1, padding=0):
    return ref.conv2d(x, weight, bias, stride, padding)
