"""The gradient of a convolutional layer for its weights."""

import cnnlib.reference as ref

HINTS = (
    "One weight is used once in every output of its filter. Which cell of the padded picture does "
    "it meet in output (i, j)?",
    "Weight (u, v) meets the cells in rows u, u + stride, u + 2 * stride, ..., as many as dy has "
    "rows, and likewise for the columns: a slice of the padded picture of dy's height and width.",
    "With that slice in `cells`, dweight[:, :, u, v] is np.einsum('nohw,nchw->oc', dy, cells): "
    "for every filter and channel the sum over pictures, rows and columns.",
)

# batch, channels, height, width, filters, kernel height, kernel width, stride, padding
_SHAPES = [
    (1, 1, 3, 3, 1, 2, 2, 1, 0),
    (2, 3, 6, 5, 4, 3, 2, 1, 0),
    (1, 1, 5, 5, 1, 3, 3, 1, 1),
    (2, 2, 5, 7, 3, 3, 3, 2, 0),
    (1, 2, 6, 10, 2, 3, 3, 2, 0),  # one row and one column that no window reads
    (3, 1, 8, 7, 2, 3, 3, 3, 1),
    (2, 3, 4, 6, 2, 1, 1, 1, 0),
    (2, 1, 4, 5, 2, 2, 2, 1, 2),
]


def cases(rng):
    for n, c, h, w, o, kh, kw, stride, padding in _SHAPES:
        x = rng.standard_normal((n, c, h, w))
        y = ref.conv2d(x, rng.standard_normal((o, c, kh, kw)), None, stride, padding)
        yield {
            "dy": rng.standard_normal(y.shape),
            "x": x,
            "kernel_size": (kh, kw),
            "stride": stride,
            "padding": padding,
        }


def describe(dy, x, kernel_size, stride, padding):
    return (
        f"dy {dy.shape}, x {x.shape}, kernel_size {kernel_size}, stride {stride}, padding {padding}"
    )


def solution(dy, x, kernel_size, stride=1, padding=0):
    cols = ref.im2col(x, kernel_size, 1, padding, stride)  # (N, C*kh*kw, L)
    errors = dy.reshape(*dy.shape[:2], -1)  # (N, O, H', W') -> (N, O, L)
    dweight = (errors @ cols.swapaxes(1, 2)).sum(axis=0)
    return dweight.reshape(dy.shape[1], x.shape[1], *kernel_size)  # (O, C*kh*kw) -> OIHW
