"""Windows as columns, for batches, any kernel, stride, padding and dilation."""

import cnnlib.reference as ref

HINTS = (
    "Do not ask which pixels one window holds. Ask which pixels cell (u, v) of the kernel meets "
    "in all windows: they lie on a regular grid.",
    "On the padded picture, cell (u, v) meets the rows u * dilation, u * dilation + stride, ..., "
    "as many as there are rows of the output. A slice with a step picks them; columns alike.",
    "Make an array of shape (N, C, kh, kw, H', W'), put the picked pixels at [:, :, u, v], and "
    "reshape it to (N, C * kh * kw, H' * W') at the end.",
)

# batch, channels, height, width, kernel height, kernel width, dilation, padding, stride
_SHAPES = [
    (1, 1, 3, 3, 2, 2, 1, 0, 1),
    (1, 3, 5, 6, 3, 2, 1, 0, 1),
    (2, 2, 7, 5, 3, 3, 1, 0, 2),
    (2, 3, 6, 6, 3, 3, 1, 1, 1),
    (3, 1, 9, 8, 2, 3, 2, 0, 1),
    (1, 2, 8, 7, 3, 2, 3, 2, 2),
    (2, 4, 4, 5, 1, 1, 1, 0, 3),
]


def cases(rng):
    for n, c, h, w, kh, kw, dilation, padding, stride in _SHAPES:
        yield {
            "x": rng.standard_normal((n, c, h, w)),
            "kernel_size": (kh, kw),
            "dilation": dilation,
            "padding": padding,
            "stride": stride,
        }


def describe(x, kernel_size, dilation, padding, stride):
    return (
        f"x {x.shape}, kernel {kernel_size}, dilation {dilation}, padding {padding}, "
        f"stride {stride}"
    )


def solution(x, kernel_size, dilation=1, padding=0, stride=1):
    return ref.im2col(x, kernel_size, dilation, padding, stride)
