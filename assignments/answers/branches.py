"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(x, w1, w_reduce, w3, w_pool, *, order, pooling):
    _, height, width = x.shape

    def across(w, x):
        return np.einsum("oc,chw->ohw", w, x)

    reduced = np.pad(np.maximum(across(w_reduce, x), 0), ((0, 0), (1, 1), (1, 1)))
    three = np.zeros((len(w3), height, width))
    outside = -np.inf if pooling == "max" else 0.0
    wide = np.pad(x, ((0, 0), (1, 1), (1, 1)), constant_values=outside)
    pooled = np.zeros(x.shape)
    for i, j in np.ndindex(height, width):
        window = reduced[:, i : i + 3, j : j + 3]
        three[:, i, j] = (w3 * window).sum(axis=(1, 2, 3))
        seen = wide[:, i : i + 3, j : j + 3]
        pooled[:, i, j] = seen.max(axis=(1, 2)) if pooling == "max" else seen.mean(axis=(1, 2))
    maps = {"1x1": across(w1, x), "3x3": three, "pool": across(w_pool, pooled)}
    return np.maximum(np.concatenate([maps[name] for name in order.split(", ")]), 0)


def _by_windows(x, w1, w_reduce, w3, w_pool, pooling, fill=None):
    def across(w, x):
        return np.tensordot(w, x, axes=1)

    def windows(x, fill):
        wide = np.pad(x, ((0, 0), (1, 1), (1, 1)), constant_values=fill)
        return np.lib.stride_tricks.sliding_window_view(wide, (3, 3), axis=(1, 2))

    reduced = np.maximum(across(w_reduce, x), 0)
    three = np.einsum("chwuv,ocuv->ohw", windows(reduced, 0.0), w3)
    if pooling == "max":
        pooled = windows(x, -np.inf if fill is None else fill).max(axis=(3, 4))
    else:
        pooled = windows(x, 0.0).sum(axis=(3, 4)) / 9
    return {"1x1": across(w1, x), "3x3": three, "pool": across(w_pool, pooled)}


def right_by_windows(x, w1, w_reduce, w3, w_pool, *, order, pooling):
    maps = _by_windows(x, w1, w_reduce, w3, w_pool, pooling)
    return np.maximum(np.concatenate([maps[name] for name in order.split(", ")]), 0)


def right_branch_by_branch(x, w1, w_reduce, w3, w_pool, *, order, pooling):
    maps = _by_windows(x, w1, w_reduce, w3, w_pool, pooling)
    sizes = [len(maps[name]) for name in order.split(", ")]
    y = np.zeros((sum(sizes), *x.shape[1:]))
    start = 0
    for name, size in zip(order.split(", "), sizes, strict=True):
        y[start : start + size] = np.where(maps[name] > 0, maps[name], 0.0)
        start += size
    return y


def wrong_other_order(x, w1, w_reduce, w3, w_pool, *, order, pooling):
    maps = _by_windows(x, w1, w_reduce, w3, w_pool, pooling)
    names = order.split(", ")
    names[0], names[1] = names[1], names[0]
    return np.maximum(np.concatenate([maps[name] for name in names]), 0)


def wrong_no_bend_between(x, w1, w_reduce, w3, w_pool, *, order, pooling):
    maps = _by_windows(x, w1, w_reduce, w3, w_pool, pooling)
    plain = np.einsum("oruv,rc->ocuv", w3, w_reduce)
    wide = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    view = np.lib.stride_tricks.sliding_window_view(wide, (3, 3), axis=(1, 2))
    maps["3x3"] = np.einsum("chwuv,ocuv->ohw", view, plain)
    return np.maximum(np.concatenate([maps[name] for name in order.split(", ")]), 0)


def wrong_no_bend_at_the_end(x, w1, w_reduce, w3, w_pool, *, order, pooling):
    maps = _by_windows(x, w1, w_reduce, w3, w_pool, pooling)
    return np.concatenate([maps[name] for name in order.split(", ")])


def wrong_other_pooling(x, w1, w_reduce, w3, w_pool, *, order, pooling):
    other = "average" if pooling == "max" else "max"
    return solution(x, w1, w_reduce, w3, w_pool, order=order, pooling=other)


def wrong_kernel_turned(x, w1, w_reduce, w3, w_pool, *, order, pooling):
    w3 = w3[:, :, ::-1, ::-1]
    return solution(x, w1, w_reduce, w3, w_pool, order=order, pooling=pooling)


def wrong_branches_added(x, w1, w_reduce, w3, w_pool, *, order, pooling):
    maps = _by_windows(x, w1, w_reduce, w3, w_pool, pooling)
    return np.maximum(sum(m.sum(axis=0, keepdims=True) for m in maps.values()), 0)
