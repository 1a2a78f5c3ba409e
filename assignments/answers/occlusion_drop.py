"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(picture, weights, *, size, stride, cover):
    def probabilities(x):
        logits = (weights * x).sum(axis=(1, 2))
        grown = np.exp(logits - logits.max())
        return grown / grown.sum()

    before = probabilities(picture)
    best = int(before.argmax())
    value = 0.0 if cover == "zero" else picture.mean()
    height = (picture.shape[0] - size) // stride + 1
    width = (picture.shape[1] - size) // stride + 1
    drop = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            x = picture.copy()
            x[i * stride : i * stride + size, j * stride : j * stride + size] = value
            drop[i, j] = before[best] - probabilities(x)[best]
    return drop


def _softmax(logits):
    grown = np.exp(logits - logits.max(axis=0))
    return grown / grown.sum(axis=0)


def right_by_linearity(picture, weights, *, size, stride, cover):
    value = 0.0 if cover == "zero" else picture.mean()
    change = weights * (value - picture)
    view = np.lib.stride_tricks.sliding_window_view(change, (size, size), axis=(1, 2))
    change = view[:, ::stride, ::stride].sum(axis=(3, 4))
    logits = np.einsum("khw,hw->k", weights, picture)
    before = _softmax(logits)
    best = before.argmax()
    return before[best] - _softmax(logits[:, None, None] + change)[best]


def right_by_masks(picture, weights, *, size, stride, cover):
    value = picture.mean() * (cover == "mean")
    flat = weights.reshape(len(weights), -1)
    best = (flat @ picture.ravel()).argmax()
    rows = range(0, picture.shape[0] - size + 1, stride)
    columns = range(0, picture.shape[1] - size + 1, stride)
    drop = []
    for i in rows:
        for j in columns:
            hidden = np.zeros(picture.shape, dtype=bool)
            hidden[i : i + size, j : j + size] = True
            after = _softmax(flat @ np.where(hidden, value, picture).ravel())[best]
            drop.append(_softmax(flat @ picture.ravel())[best] - after)
    return np.reshape(drop, (len(rows), len(columns)))


def wrong_sign(picture, weights, *, size, stride, cover):
    return -solution(picture, weights, size=size, stride=stride, cover=cover)


def wrong_logits(picture, weights, *, size, stride, cover):
    value = 0.0 if cover == "zero" else picture.mean()
    best = np.tensordot(weights, picture, axes=2).argmax()
    change = weights[best] * (picture - value)
    view = np.lib.stride_tricks.sliding_window_view(change, (size, size))
    return view[::stride, ::stride].sum(axis=(2, 3))


def wrong_other_cover(picture, weights, *, size, stride, cover):
    other = "mean" if cover == "zero" else "zero"
    return solution(picture, weights, size=size, stride=stride, cover=other)


def wrong_covers_pile_up(picture, weights, *, size, stride, cover):
    value = 0.0 if cover == "zero" else picture.mean()
    before = _softmax(np.tensordot(weights, picture, axes=2))
    best = before.argmax()
    shape = [(s - size) // stride + 1 for s in picture.shape]
    x, drop = picture.copy(), np.zeros(shape)
    for i, j in np.ndindex(*shape):
        x[i * stride : i * stride + size, j * stride : j * stride + size] = value
        drop[i, j] = before[best] - _softmax(np.tensordot(weights, x, axes=2))[best]
    return drop


def wrong_best_class_afterwards(picture, weights, *, size, stride, cover):
    value = 0.0 if cover == "zero" else picture.mean()
    before = _softmax(np.tensordot(weights, picture, axes=2)).max()
    shape = [(s - size) // stride + 1 for s in picture.shape]
    drop = np.zeros(shape)
    for i, j in np.ndindex(*shape):
        x = picture.copy()
        x[i * stride : i * stride + size, j * stride : j * stride + size] = value
        after = _softmax(np.tensordot(weights, x, axes=2))
        drop[i, j] = before - after[(after.argmax() + (i + j == 0)) % len(after)]
    return drop


def wrong_picture_changed(picture, weights, *, size, stride, cover):
    drop = solution(picture, weights, size=size, stride=stride, cover=cover)
    picture[:size, :size] = 0
    return drop
