"""Convolution of two signals, wide."""

import numpy as np


def solution(x, kernel):
    y = np.zeros(len(x) + len(kernel) - 1)
    for t in range(len(x)):
        for k in range(len(kernel)):
            y[t + k] += x[t] * kernel[k]
    return y


def right_by_numpy(x, kernel):
    return np.convolve(x, kernel)


def right_by_flip_and_slide(x, kernel):
    k = len(kernel)
    padded = np.pad(x, k - 1)
    return np.array([padded[i : i + k] @ kernel[::-1] for i in range(len(x) + k - 1)])


def right_by_shifted_copies(x, kernel):
    y = np.zeros(len(x) + len(kernel) - 1)
    for k, weight in enumerate(kernel):
        y[k : k + len(x)] += weight * x
    return y


def right_by_transforms(x, kernel):
    n = len(x) + len(kernel) - 1
    return np.fft.irfft(np.fft.rfft(x, n) * np.fft.rfft(kernel, n), n)


def right_with_the_two_exchanged(x, kernel):
    return solution(kernel, x)


def wrong_no_flip(x, kernel):
    return solution(x, kernel[::-1])


def wrong_narrow(x, kernel):
    return np.convolve(x, kernel, mode="valid")


def wrong_as_long_as_the_signal(x, kernel):
    return solution(x, kernel)[: len(x)]


def wrong_wrapped_round(x, kernel):
    n = max(len(x), len(kernel))
    return np.fft.irfft(np.fft.rfft(x, n) * np.fft.rfft(kernel, n), n)


def wrong_one_place_late(x, kernel):
    return np.roll(solution(x, kernel), 1)


def wrong_both_flipped(x, kernel):
    return solution(x[::-1], kernel[::-1])


def wrong_short_kernels_only(x, kernel):
    return solution(x, kernel[:3])


def wrong_product_and_no_sum(x, kernel):
    y = np.zeros(len(x) + len(kernel) - 1)
    for t in range(len(x)):
        for k in range(len(kernel)):
            y[t + k] = x[t] * kernel[k]
    return y
