"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(x, w, *, stride, dilation):
    channels, kh, kw = w.shape
    (sh, sw), (dh, dw) = stride, dilation
    height = (x.shape[1] - dh * (kh - 1) - 1) // sh + 1
    width = (x.shape[2] - dw * (kw - 1) - 1) // sw + 1
    y = np.zeros((height, width))
    for i, j, c, u, v in np.ndindex(height, width, channels, kh, kw):
        y[i, j] += x[c, i * sh + u * dh, j * sw + v * dw] * w[c, u, v]
    return y


def right_by_slices(x, w, *, stride, dilation):
    (sh, sw), (dh, dw) = stride, dilation
    kh, kw = w.shape[1:]
    down, across = x.shape[1] - dh * (kh - 1), x.shape[2] - dw * (kw - 1)
    y = 0
    for u, v in np.ndindex(kh, kw):
        seen = x[:, u * dh : u * dh + down, v * dw : v * dw + across][:, ::sh, ::sw]
        y = y + np.tensordot(w[:, u, v], seen, axes=1)
    return y


def right_by_a_wide_kernel(x, w, *, stride, dilation):
    (sh, sw), (dh, dw) = stride, dilation
    kh, kw = w.shape[1:]
    wide = np.zeros((len(w), dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    wide[:, ::dh, ::dw] = w
    windows = np.lib.stride_tricks.sliding_window_view(x, wide.shape[1:], axis=(1, 2))
    return np.einsum("cijuv,cuv->ij", windows[:, ::sh, ::sw], wide)


def wrong_stride_exchanged(x, w, *, stride, dilation):
    return solution(x, w, stride=stride[::-1], dilation=dilation)


def wrong_dilation_forgotten(x, w, *, stride, dilation):
    return solution(x, w, stride=stride, dilation=(1, 1))


def wrong_dilation_exchanged(x, w, *, stride, dilation):
    down = dilation[1] * (w.shape[1] - 1) + 1, dilation[0] * (w.shape[2] - 1) + 1
    if down[0] > x.shape[1] or down[1] > x.shape[2]:
        return np.zeros((1, 1))
    return solution(x, w, stride=stride, dilation=dilation[::-1])


def wrong_first_channel_only(x, w, *, stride, dilation):
    return solution(x[:1], w[:1], stride=stride, dilation=dilation)


def wrong_last_window_cut(x, w, *, stride, dilation):
    y = solution(x, w, stride=stride, dilation=dilation)
    whole = [(x.shape[k] - dilation[k - 1] * (w.shape[k] - 1) - 1) % stride[k - 1] for k in (1, 2)]
    return y if not any(whole) else y[: len(y) - 1]


def wrong_kernel_turned(x, w, *, stride, dilation):
    return solution(x, w[:, ::-1, ::-1], stride=stride, dilation=dilation)
