"""A locally connected layer, forward, with loops."""

import cnnlib.reference as ref

HINTS = (
    "It is a convolution whose filters change from place to place: the same loops, and one index "
    "more into the weight.",
    "weight[i, j] has the shape (O, C, kh, kw): the filters of the place (i, j), for whose window "
    "you need row i * stride and column j * stride.",
    "y[n, o, i, j] = np.sum(x[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw] * "
    "weight[i, j, o]) + bias[i, j, o].",
)

# batch, channels, height, width, filters, kernel height, kernel width, stride
_SHAPES = [
    (1, 1, 4, 4, 1, 2, 2, 2),
    (1, 1, 3, 5, 2, 1, 1, 1),
    (2, 3, 6, 5, 4, 3, 2, 1),
    (2, 2, 7, 9, 3, 3, 3, 2),
    (3, 2, 5, 5, 2, 5, 5, 1),
    (2, 3, 8, 6, 2, 2, 3, 3),
]


def cases(rng):
    for n, c, h, w, o, kh, kw, stride in _SHAPES:
        places = ((h - kh) // stride + 1, (w - kw) // stride + 1)
        yield {
            "x": rng.standard_normal((n, c, h, w)),
            "weight": rng.standard_normal((*places, o, c, kh, kw)),
            "bias": rng.standard_normal((*places, o)),
            "stride": stride,
        }


def describe(x, weight, bias, stride):
    return f"x {x.shape}, weight {weight.shape}, stride {stride}"


def solution(x, weight, bias, stride=1):
    return ref.locally_connected2d(x, weight, bias, stride)
