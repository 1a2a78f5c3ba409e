"""The size of the first weights: He's initialisation."""

import math

import numpy as np


def solution(shape):
    fan_in = math.prod(shape[1:])  # what one output adds up
    return math.sqrt(2 / fan_in)


def right_with_numpy(shape):
    return np.sqrt(2 / np.prod(shape[1:]))


def right_by_a_loop(shape):
    fan_in = 1
    for size in list(shape)[1:]:
        fan_in = fan_in * size
    return (2 / fan_in) ** 0.5


def wrong_variance(shape):
    return 2 / math.prod(shape[1:])


def wrong_fan_out(shape):
    return math.sqrt(2 * shape[1] / (math.prod(shape[1:]) * shape[0]))


def wrong_kernel_forgotten(shape):
    return math.sqrt(2 / shape[1])


def wrong_channels_forgotten(shape):
    return math.sqrt(2 / math.prod(shape[2:]))


def wrong_whole_size(shape):
    return math.sqrt(2 / math.prod(shape))


def wrong_linear(shape):
    return math.sqrt(1 / math.prod(shape[1:]))


def wrong_xavier(shape):
    kernel = math.prod(shape[2:])
    return math.sqrt(2 / (kernel * (shape[0] + shape[1])))


def wrong_bound_of_a_uniform(shape):
    return math.sqrt(6 / math.prod(shape[1:]))
