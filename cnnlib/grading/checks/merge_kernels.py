"""One convolutional layer that does what two do, without a bend between them."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Take one channel everywhere first: which kernel has the two kernels one after the other as "
    "its effect? Two of 3 x 3 give one of 5 x 5.",
    "The tap (a, b) of the second kernel looks at the first layer's answer a rows down and b "
    "columns right; the whole first kernel is laid there, multiplied by the tap.",
    "merged[o, c, a : a + kh, b : b + kw] += second[o, m, a, b] * first[m, c], added up over all "
    "taps (a, b) and all middle channels m.",
)

# channels in, in the middle, out; sides of the first and the second kernel
_SHAPES = [
    (1, 1, 1, (3, 3), (3, 3)),
    (2, 3, 4, (3, 3), (3, 3)),
    (3, 2, 2, (5, 5), (3, 3)),
    (2, 2, 3, (1, 1), (3, 3)),
    (3, 1, 2, (2, 3), (3, 4)),
]


def cases(rng):
    for c, m, o, first, second in _SHAPES:
        yield {
            "first": rng.standard_normal((m, c, *first)),
            "second": rng.standard_normal((o, m, *second)),
        }


def describe(first, second):
    return f"first {first.shape}, second {second.shape}"


def solution(first, second):
    # What both layers answer to one bright pixel, turned round, is the kernel.
    c, kh, kw = first.shape[1:]
    h, w = kh + second.shape[2] - 1, kw + second.shape[3] - 1
    pixels = np.zeros((c, c, 2 * h - 1, 2 * w - 1))
    pixels[np.arange(c), np.arange(c), h - 1, w - 1] = 1
    answer = ref.conv2d(ref.conv2d(pixels, first), second)  # (C, O, h, w)
    return answer[:, :, ::-1, ::-1].swapaxes(0, 1)
