"""A dilated kernel written out with its zeros."""

import numpy as np


def solution(weight, dilation):
    o, c, kh, kw = weight.shape
    height, width = dilation * (kh - 1) + 1, dilation * (kw - 1) + 1
    large = np.zeros((o, c, height, width), weight.dtype)
    large[:, :, ::dilation, ::dilation] = weight
    return large


def right_by_loops(weight, dilation):
    o, c, kh, kw = weight.shape
    large = np.zeros((o, c, dilation * (kh - 1) + 1, dilation * (kw - 1) + 1), weight.dtype)
    for u in range(kh):
        for v in range(kw):
            large[:, :, u * dilation, v * dilation] = weight[:, :, u, v]
    return large


def right_by_kronecker(weight, dilation):
    tap = np.zeros((1, 1, dilation, dilation), weight.dtype)
    tap[0, 0, 0, 0] = 1
    large = np.kron(weight, tap)
    gap = dilation - 1
    return large[:, :, : large.shape[2] - gap, : large.shape[3] - gap]


def wrong_zeros_at_the_end_too(weight, dilation):
    o, c, kh, kw = weight.shape
    large = np.zeros((o, c, dilation * kh, dilation * kw), weight.dtype)
    large[:, :, ::dilation, ::dilation] = weight
    return large


def wrong_dilation_as_gap(weight, dilation):
    return solution(weight, dilation + 1)


def wrong_square_only(weight, dilation):
    o, c, kh, _ = weight.shape
    large = np.zeros((o, c, dilation * (kh - 1) + 1, dilation * (kh - 1) + 1), weight.dtype)
    large[:, :, ::dilation, ::dilation] = weight
    return large


def wrong_repeated_in_place_of_zeros(weight, dilation):
    gap = dilation - 1
    large = np.repeat(np.repeat(weight, dilation, axis=2), dilation, axis=3)
    return large[:, :, : large.shape[2] - gap, : large.shape[3] - gap]


def wrong_rows_only(weight, dilation):
    o, c, kh, kw = weight.shape
    large = np.zeros((o, c, dilation * (kh - 1) + 1, kw), weight.dtype)
    large[:, :, ::dilation] = weight
    return large


def wrong_all_zeros(weight, dilation):
    return np.zeros_like(solution(weight, dilation))
