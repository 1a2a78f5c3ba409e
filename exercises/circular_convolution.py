"""Convolution on a ring."""

import numpy as np


def solution(x, kernel):
    n = len(x)
    y = np.zeros(n)
    for i in range(n):
        for k in range(len(kernel)):
            y[i] += kernel[k] * x[(i - k) % n]
    return y


def right_by_rolled_copies(x, kernel):
    return sum(weight * np.roll(x, k) for k, weight in enumerate(kernel))


def right_by_transforms(x, kernel):
    n = len(x)
    return np.fft.irfft(np.fft.rfft(x) * np.fft.rfft(kernel, n), n)


def right_by_adding_the_tail_to_the_head(x, kernel):
    wide = np.convolve(x, kernel)
    y = wide[: len(x)].copy()
    y[: len(kernel) - 1] += wide[len(x) :]
    return y


def wrong_no_flip(x, kernel):
    return sum(weight * np.roll(x, -k) for k, weight in enumerate(kernel))


def wrong_no_wrap(x, kernel):
    return np.convolve(x, kernel)[: len(x)]


def wrong_wide(x, kernel):
    return np.convolve(x, kernel)


def wrong_odd_length_forgotten(x, kernel):
    return np.fft.irfft(np.fft.rfft(x) * np.fft.rfft(kernel, len(x)))


def wrong_complex(x, kernel):
    return np.fft.ifft(np.fft.fft(x) * np.fft.fft(kernel, len(x)))


def wrong_one_place_late(x, kernel):
    return np.roll(solution(x, kernel), 1)


def wrong_conjugate(x, kernel):
    waves = np.fft.rfft(x) * np.conj(np.fft.rfft(kernel, len(x)))
    return np.fft.irfft(waves, len(x))


def wrong_tail_put_in_place_of_the_head(x, kernel):
    wide = np.convolve(x, kernel)
    y = wide[: len(x)].copy()
    y[: len(kernel) - 1] = wide[len(x) :]
    return y
