"""The mean of a network's probabilities over ten windows of a picture."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Five windows of the picture, five of picture[:, :, ::-1]. The lower right one begins at row "
    "H - size and column W - size.",
    "Each window is flattened as it lies, channel by channel: window.reshape(-1). Its logits are "
    "weight @ that + bias.",
    "Softmax first, then the mean of the ten: the softmax of the mean logits is something else.",
)

# channels, rows, columns, classes, side of the window; even differences, so that all halve alike
_SHAPES = [(1, 4, 4, 2, 2), (3, 6, 8, 4, 4), (2, 5, 7, 3, 3), (3, 4, 4, 5, 4), (1, 7, 3, 3, 1)]


def cases(rng):
    for c, h, w, classes, size in _SHAPES:
        yield {
            "picture": rng.random((c, h, w)),
            "weight": 2 * rng.standard_normal((classes, c * size * size)),
            "bias": rng.standard_normal(classes),
            "size": size,
        }


def describe(picture, weight, bias, size):
    return f"picture {picture.shape}, weight {weight.shape}, size {size}"


def solution(picture, weight, bias, size):
    height, width = picture.shape[1:]
    low, right = height - size, width - size
    corners = [(0, 0), (0, right), (low, 0), (low, right), (low // 2, right // 2)]
    windows = np.array(
        [
            side[:, i : i + size, j : j + size]
            for side in (picture, picture[:, :, ::-1])
            for i, j in corners
        ]
    )
    logits = windows.reshape(10, -1) @ weight.T + bias
    return ref.softmax(logits).mean(axis=0)
