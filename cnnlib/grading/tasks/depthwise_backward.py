"""The gradients of a convolution that keeps its channels apart."""

import numpy as np

import cnnlib.reference as ref

PARTS = {"weights": 4, "input": 4}

# pictures, channels, kernel, rows and columns of the output
_SHAPES = [(1, 1, (3, 3), (2, 2)), (2, 3, (2, 3), (3, 2)), (2, 2, (3, 1), (1, 4))]


def variant(rng):
    return {"stride": int(rng.choice([1, 2, 3])), "padding": int(rng.choice([0, 1]))}


def cases(rng, stride, padding):
    for part in PARTS:
        for n, c, kernel, out in _SHAPES:
            size = [(o - 1) * stride + k - 2 * padding for o, k in zip(out, kernel, strict=True)]
            size = [max(s, k) for s, k in zip(size, kernel, strict=True)]
            x = rng.standard_normal((n, c, *size))
            w = rng.standard_normal((c, *kernel))
            shape = ref.conv2d(x, w[:, None], None, stride, padding, groups=c).shape
            dy = rng.standard_normal(shape)
            if part == "input":  # the gradient of the weights is then zero, and small mistakes tell
                x = np.zeros_like(x)
            else:
                w = np.zeros_like(w)
            yield part, {"dy": dy, "x": x, "w": w}


def describe(dy, x, w):
    return f"dy {dy.shape}, x {x.shape}, w {w.shape}"


def solution(dy, x, w, stride, padding):
    dx, dw = ref.conv2d_backward(dy, x, w[:, None], stride, padding, groups=len(w))[:2]
    return dx, dw[:, 0]
