"""A transposed convolution, forward."""

import cnnlib.reference as ref

HINTS = (
    "Think of the output before it is cut: (H - 1) * stride + kh rows, plus output_padding. Each "
    "input cell lays its value times the kernel on it; what overlaps is added.",
    "Cell (i, j) begins at row i * stride and column j * stride. All input channels add to every "
    "output channel: sum over c of x[n, c, i, j] * weight[c].",
    "At the end cut padding rows off at the top and padding at the bottom, columns alike. "
    "output_padding belongs to the size before the cut, at the end only.",
)

# batch, channels, height, width, maps, kernel height, kernel width, stride, padding, output_padding
_SHAPES = [
    (1, 1, 2, 2, 1, 2, 2, 1, 0, 0),
    (1, 1, 2, 3, 1, 3, 3, 2, 0, 0),
    (2, 3, 3, 4, 2, 3, 2, 1, 0, 0),
    (1, 2, 4, 3, 3, 3, 3, 2, 1, 0),
    (2, 2, 4, 3, 1, 3, 3, 2, 1, 1),
    (1, 3, 3, 3, 2, 2, 2, 3, 0, 2),
    (2, 1, 5, 4, 2, 4, 5, 2, 2, 1),
]


def cases(rng):
    for n, c, h, w, o, kh, kw, stride, padding, output_padding in _SHAPES:
        yield {
            "x": rng.standard_normal((n, c, h, w)),
            "weight": rng.standard_normal((c, o, kh, kw)),
            "stride": stride,
            "padding": padding,
            "output_padding": output_padding,
        }


def describe(x, weight, stride, padding, output_padding):
    return (
        f"x {x.shape}, weight {weight.shape}, stride {stride}, padding {padding}, "
        f"output_padding {output_padding}"
    )


def solution(x, weight, stride=1, padding=0, output_padding=0):
    return ref.conv_transpose2d(x, weight, None, stride, padding, output_padding)
