"""One convolutional layer that does what two do, without a bend between them."""

import numpy as np


def solution(first, second):
    middle, channels, kh, kw = first.shape
    outputs, _, sh, sw = second.shape
    merged = np.zeros((outputs, channels, kh + sh - 1, kw + sw - 1))
    for o, m, a, b in np.ndindex(outputs, middle, sh, sw):
        merged[o, :, a : a + kh, b : b + kw] += second[o, m, a, b] * first[m]
    return merged


def right_by_the_first_kernels_taps(first, second):
    kh, kw = first.shape[2:]
    sh, sw = second.shape[2:]
    merged = np.zeros((len(second), first.shape[1], kh + sh - 1, kw + sw - 1))
    for u, v in np.ndindex(kh, kw):
        part = np.einsum("omab,mc->ocab", second, first[:, :, u, v])
        merged[:, :, u : u + sh, v : v + sw] += part
    return merged


def right_by_spectra(first, second):
    size = np.add(first.shape[2:], second.shape[2:]) - 1
    spectra = [np.fft.fft2(kernel, size) for kernel in (first, second)]
    return np.fft.ifft2(np.einsum("mcij,omij->ocij", *spectra)).real


def wrong_correlated(first, second):
    return solution(first, second[:, :, ::-1, ::-1])


def wrong_first_turned(first, second):
    return solution(first[:, :, ::-1, ::-1], second)


def wrong_both_turned(first, second):
    return solution(first, second)[:, :, ::-1, ::-1]


def wrong_one_middle_channel(first, second):
    return solution(first[:1], second[:, :1])


def wrong_mean_of_middle_channels(first, second):
    return solution(first, second) / len(first)


def wrong_channels_exchanged(first, second):
    return solution(first, second).swapaxes(0, 1)


def wrong_cut_to_the_second_kernel(first, second):
    return solution(first, second)[:, :, : second.shape[2], : second.shape[3]]
