"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(dy, x, w, *, window, of):
    height, width = window
    share = 1.0 if of == "sum" else 1 / (height * width)
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(w.shape)
    for n, c, i, j in np.ndindex(dy.shape):
        rows = slice(i * height, (i + 1) * height)
        columns = slice(j * width, (j + 1) * width)
        dx[n, c, rows, columns] = dy[n, c, i, j] * w[c] * share
        dw[c] += dy[n, c, i, j] * x[n, c, rows, columns].sum() * share
        db[c] += dy[n, c, i, j]
    return dx, dw, db


def right_by_a_product(dy, x, w, *, window, of):
    share = 1.0 if of == "sum" else 1 / np.prod(window)
    wide = np.kron(dy, np.ones(window))
    dw = (wide * x).sum(axis=(0, 2, 3)) * share
    return wide * (w * share)[None, :, None, None], dw, dy.sum(axis=(0, 2, 3))


def right_by_moves(dy, x, w, *, window, of):
    height, width = window
    share = 1.0 if of == "sum" else 1 / (height * width)
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for u, v in np.ndindex(height, width):
        dx[:, :, u::height, v::width] = dy * w[:, None, None] * share
        dw += np.einsum("nchw,nchw->c", dy, x[:, :, u::height, v::width]) * share
    return dx, dw, np.einsum("nchw->c", dy)


def wrong_sum_for_mean(dy, x, w, *, window, of):
    return solution(dy, x, w, window=window, of="mean" if of == "sum" else "sum")


def wrong_bias_for_every_cell(dy, x, w, *, window, of):
    dx, dw, db = solution(dy, x, w, window=window, of=of)
    return dx, dw, db * window[0] * window[1]


def wrong_mean_over_pictures(dy, x, w, *, window, of):
    dx, dw, db = solution(dy, x, w, window=window, of=of)
    return dx, dw / len(x), db / len(x)


def wrong_weight_forgotten(dy, x, w, *, window, of):
    dx, dw, db = solution(dy, x, np.ones_like(w), window=window, of=of)
    return dx, dw, db


def wrong_corner_only(dy, x, w, *, window, of):
    dx, dw, db = solution(dy, x, w, window=window, of=of)
    kept = np.zeros_like(dx)
    kept[:, :, :: window[0], :: window[1]] = dx[:, :, :: window[0], :: window[1]]
    return kept, dw, db


def wrong_order(dy, x, w, *, window, of):
    dx, dw, db = solution(dy, x, w, window=window, of=of)
    return dx, db, dw
