"""The gradient of a dense block for its input."""

import numpy as np


def solution(dy, x, weights):
    reads = [x]  # what each layer reads, and the block's end
    for w in weights:
        new = np.maximum(reads[-1] @ w.T, 0)
        reads.append(np.concatenate([reads[-1], new], axis=1))
    dh = dy
    for w, h, after in zip(weights[::-1], reads[-2::-1], reads[:0:-1], strict=True):
        dh, dnew = np.split(dh, [h.shape[1]], axis=1)
        new = after[:, h.shape[1] :]
        dh = dh + (dnew * (new > 0)) @ w
    return dh


def right_recursive(dy, x, weights):
    if not weights:
        return dy
    first, *rest = weights
    new = np.maximum(x @ first.T, 0)
    d = right_recursive(dy, np.concatenate([x, new], axis=1), rest)
    dx, dnew = d[:, : x.shape[1]], d[:, x.shape[1] :]
    return dx + np.where(new > 0, dnew, 0) @ first


def right_by_the_jacobian(dy, x, weights):
    rows = []
    for d, h in zip(dy, x, strict=True):
        slope = np.eye(len(h))  # of all units so far for x
        for w in weights:
            z = w @ h
            slope = np.concatenate([slope, (z > 0)[:, None] * (w @ slope)])
            h = np.concatenate([h, z.clip(min=0)])
        rows.append(d @ slope)
    return np.array(rows)


def wrong_direct_way_only(dy, x, weights):
    return dy[:, : x.shape[1]]


def wrong_direct_way_forgotten(dy, x, weights):
    return solution(dy, x, weights) - dy[:, : x.shape[1]]


def wrong_relu_forgotten(dy, x, weights):
    dh = dy
    for w in weights[::-1]:
        dh, dnew = np.split(dh, [w.shape[1]], axis=1)
        dh = dh + dnew @ w
    return dh


def wrong_last_layer_only(dy, x, weights):
    kept = np.zeros_like(dy)
    kept[:, : x.shape[1]] = dy[:, : x.shape[1]]
    kept[:, -len(weights[-1]) :] = dy[:, -len(weights[-1]) :]
    return solution(kept, x, weights)


def wrong_layers_read_x_only(dy, x, weights):
    units = x.shape[1]
    dx, start = dy[:, :units], units
    for w in weights:
        dnew = dy[:, start : start + len(w)]
        z = x @ w[:, :units].T
        dx = dx + (dnew * (z > 0)) @ w[:, :units]
        start += len(w)
    return dx


def wrong_new_units_first(dy, x, weights):
    new = dy.shape[1] - x.shape[1]
    return solution(np.roll(dy, -new, axis=1), x, weights)


def wrong_does_not_go_on(dy, x, weights):
    # What a layer sends to the layers before it is lost.
    h, units = x, x.shape[1]
    dx = dy[:, :units]
    for w in weights:
        new = np.maximum(h @ w.T, 0)
        dnew = dy[:, h.shape[1] : h.shape[1] + len(w)]
        dx = dx + ((dnew * (new > 0)) @ w)[:, :units]
        h = np.concatenate([h, new], axis=1)
    return dx
