"""Right and wrong answers to the task of this name."""

import math

import numpy as np


def solution(layers, size, *, rounding):
    size = int(size)
    field, distance = 1, 1
    rows = []
    for kernel, stride, padding, dilation in layers:
        wide = dilation * (kernel - 1) + 1
        steps = (size + 2 * padding - wide) / stride
        size = (math.ceil(steps) if rounding == "up" else math.floor(steps)) + 1
        field = field + (wide - 1) * distance
        distance = distance * stride
        rows.append([size, distance, field])
    return np.array(rows, dtype=int)


def right_from_the_back(layers, size, *, rounding):
    out = np.zeros((len(layers), 3), dtype=np.int64)
    now = int(size)
    for n, (kernel, stride, padding, dilation) in enumerate(layers):
        wide = dilation * (kernel - 1) + 1
        extra = stride - 1 if rounding == "up" else 0
        now = (now + 2 * padding - wide + extra) // stride + 1
        field = 1
        for k, s, _, d in layers[: n + 1][::-1]:
            field = (field - 1) * s + d * (k - 1) + 1
        out[n] = now, np.prod(layers[: n + 1, 1]), field
    return out


def right_by_cumulated_strides(layers, size, *, rounding):
    kernel, stride, _, dilation = layers.T
    distance = np.cumprod(stride)
    before = np.concatenate([[1], distance[:-1]])
    field = 1 + np.cumsum(dilation * (kernel - 1) * before)
    sizes = []
    size = int(size)
    for k, s, p, d in layers:
        room = size + 2 * p - d * (k - 1) - 1
        size = int(-(-room // s) + 1 if rounding == "up" else room // s + 1)
        sizes.append(size)
    return np.stack([np.array(sizes), distance, field], axis=1)


def wrong_rounded_otherwise(layers, size, *, rounding):
    return solution(layers, size, rounding="down" if rounding == "up" else "up")


def wrong_dilation_forgotten(layers, size, *, rounding):
    layers = layers.copy()
    layers[:, 3] = 1
    return solution(layers, size, rounding=rounding)


def wrong_stride_too_early(layers, size, *, rounding):
    rows = solution(layers, size, rounding=rounding)
    field, distance = 1, 1
    for row, (kernel, stride, _, dilation) in zip(rows, layers, strict=True):
        distance *= stride
        field += dilation * (kernel - 1) * distance
        row[2] = field
    return rows


def wrong_padding_once(layers, size, *, rounding):
    layers = layers.copy()
    layers[:, 2] = layers[:, 2] // 2
    return solution(layers, size, rounding=rounding)


def wrong_kernels_added(layers, size, *, rounding):
    rows = solution(layers, size, rounding=rounding)
    rows[:, 2] = np.cumsum(layers[:, 0])
    return rows


def wrong_last_layer_only(layers, size, *, rounding):
    return solution(layers, size, rounding=rounding)[-1:]
