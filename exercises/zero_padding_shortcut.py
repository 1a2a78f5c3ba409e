"""Shortcut A: cells are skipped, and the new channels are zeros."""

import numpy as np


def solution(x, out_channels, stride):
    kept = x[:, :, ::stride, ::stride]  # (N, C, H', W')
    n, c, h, w = kept.shape
    return np.concatenate([kept, np.zeros((n, out_channels - c, h, w))], axis=1)


def right_with_pad(x, out_channels, stride):
    new = out_channels - x.shape[1]
    return np.pad(x, ((0, 0), (0, new), (0, 0), (0, 0)))[..., ::stride, ::stride]


def right_filled_in(x, out_channels, stride):
    n, c, h, w = x.shape
    y = np.zeros((n, out_channels, -(-h // stride), -(-w // stride)))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            y[:, :c, i, j] = x[:, :, i * stride, j * stride]
    return y


def wrong_zeros_first(x, out_channels, stride):
    return np.roll(solution(x, out_channels, stride), out_channels - x.shape[1], axis=1)


def wrong_zeros_on_both_sides(x, out_channels, stride):
    return np.roll(solution(x, out_channels, stride), (out_channels - x.shape[1]) // 2, axis=1)


def wrong_copies_for_zeros(x, out_channels, stride):
    kept = x[:, :, ::stride, ::stride]
    return kept[:, np.arange(out_channels) % x.shape[1]]


def wrong_adds_as_many_as_it_has(x, out_channels, stride):
    kept = x[:, :, ::stride, ::stride]
    return np.concatenate([kept, 0 * kept], axis=1)


def wrong_rounds_down(x, out_channels, stride):
    h, w = x.shape[2] // stride, x.shape[3] // stride
    return solution(x, out_channels, stride)[:, :, :h, :w]


def wrong_last_cell(x, out_channels, stride):
    return solution(x[:, :, ::-1, ::-1], out_channels, stride)[:, :, ::-1, ::-1]


def wrong_stride_forgotten(x, out_channels, stride):
    return solution(x, out_channels, 1)


def wrong_average(x, out_channels, stride):
    padded = np.pad(x, ((0, 0), (0, 0), (0, stride - 1), (0, stride - 1)))
    size = [-(-side // stride) for side in x.shape[2:]]
    total = sum(
        padded[:, :, u::stride, v::stride][:, :, : size[0], : size[1]]
        for u in range(stride)
        for v in range(stride)
    )
    return solution(total / stride**2, out_channels, 1)
