"""The gradient of a batch that several processes have shared."""

import numpy as np


def solution(gradients, sizes):
    total = sum(n * gradient for n, gradient in zip(sizes, gradients, strict=True))
    return total / sum(sizes)


def right_by_average(gradients, sizes):
    return np.average(np.stack(gradients), axis=0, weights=sizes)


def right_running_mean(gradients, sizes):
    mean, seen = np.zeros_like(gradients[0]), 0
    for n, gradient in zip(sizes, gradients, strict=True):
        seen += n
        mean = mean + (gradient - mean) * n / seen
    return mean


def wrong_plain_mean(gradients, sizes):
    return np.mean(gradients, axis=0)


def wrong_sum(gradients, sizes):
    return np.sum(gradients, axis=0)


def wrong_never_divided(gradients, sizes):
    return solution(gradients, sizes) * sum(sizes)


def wrong_divided_by_processes(gradients, sizes):
    return solution(gradients, sizes) * sum(sizes) / len(sizes)


def wrong_weights_turned_round(gradients, sizes):
    return solution(gradients, sizes[::-1])


def wrong_first_process_alone(gradients, sizes):
    return gradients[0]
