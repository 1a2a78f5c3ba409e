"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(dy, x, w, *, stride, padding):
    p = padding
    wide = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dwide, dw = np.zeros(wide.shape), np.zeros(w.shape)
    kh, kw = w.shape[1:]
    for n, c, i, j in np.ndindex(dy.shape):
        rows = slice(i * stride, i * stride + kh)
        columns = slice(j * stride, j * stride + kw)
        dw[c] += dy[n, c, i, j] * wide[n, c, rows, columns]
        dwide[n, c, rows, columns] += dy[n, c, i, j] * w[c]
    return dwide[:, :, p : p + x.shape[2], p : p + x.shape[3]].copy(), dw


def right_by_kernel_cells(dy, x, w, *, stride, padding):
    p, (height, width) = padding, dy.shape[2:]
    wide = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dwide, dw = np.zeros_like(wide), np.zeros_like(w)
    for u, v in np.ndindex(w.shape[1:]):
        rows = slice(u, u + stride * (height - 1) + 1, stride)
        columns = slice(v, v + stride * (width - 1) + 1, stride)
        dw[:, u, v] = (dy * wide[:, :, rows, columns]).sum(axis=(0, 2, 3))
        dwide[:, :, rows, columns] += dy * w[None, :, u, v, None, None]
    end = [slice(p, p + s) for s in x.shape[2:]]
    return np.ascontiguousarray(dwide[:, :, end[0], end[1]]), dw


def right_by_windows(dy, x, w, *, stride, padding):
    p, (kh, kw) = padding, w.shape[1:]
    wide = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    view = np.lib.stride_tricks.sliding_window_view(wide, (kh, kw), axis=(2, 3))
    dw = np.einsum("nchw,nchwuv->cuv", dy, view[:, :, ::stride, ::stride])
    spread = np.zeros((*dy.shape[:2], wide.shape[2] - kh + 1, wide.shape[3] - kw + 1))
    spread[:, :, ::stride, ::stride] = dy
    spread = np.pad(spread, ((0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)))
    view = np.lib.stride_tricks.sliding_window_view(spread, (kh, kw), axis=(2, 3))
    dwide = np.einsum("nchwuv,cuv->nchw", view, w[:, ::-1, ::-1])
    return dwide[:, :, p : p + x.shape[2], p : p + x.shape[3]].copy(), dw


def wrong_kernel_turned(dy, x, w, *, stride, padding):
    return solution(dy, x, w[:, ::-1, ::-1], stride=stride, padding=padding)


def wrong_mean_over_pictures(dy, x, w, *, stride, padding):
    dx, dw = solution(dy, x, w, stride=stride, padding=padding)
    return dx, dw / len(x)


def wrong_overwritten(dy, x, w, *, stride, padding):
    dx, dw = solution(dy, x, w, stride=stride, padding=padding)
    return dx, dy[-1, :, -1, -1][:, None, None] * np.ones_like(dw)


def wrong_channels_added(dy, x, w, *, stride, padding):
    dx, dw = solution(dy, x, w, stride=stride, padding=padding)
    return dx.sum(axis=1, keepdims=True) + np.zeros_like(dx), dw


def wrong_exchanged(dy, x, w, *, stride, padding):
    return solution(dy, x, w, stride=stride, padding=padding)[::-1]


def wrong_weights_forgotten(dy, x, w, *, stride, padding):
    dx, dw = solution(dy, x, w, stride=stride, padding=padding)
    return dx, 0 * dw
