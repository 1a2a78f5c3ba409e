"""A convolution and the batch normalisation behind it as one convolution."""

import numpy as np


def solution(weight, bias, mean, var, gamma, beta, eps):
    gain = gamma / np.sqrt(var + eps)  # (O,)
    folded = gain[:, None, None, None] * weight  # (O, C, k, k)
    return folded, beta + gain * (bias - mean)


def right_filter_by_filter(weight, bias, mean, var, gamma, beta, eps):
    folded, shift = np.empty_like(weight), np.empty_like(bias)
    for o in range(len(weight)):
        root = np.sqrt(var[o] + eps)
        folded[o] = weight[o] * gamma[o] / root
        shift[o] = (bias[o] - mean[o]) * gamma[o] / root + beta[o]
    return folded, shift


def right_by_einsum(weight, bias, mean, var, gamma, beta, eps):
    gain = gamma * (var + eps) ** -0.5
    return np.einsum("o,ocuv->ocuv", gain, weight), gain * bias + (beta - gain * mean)


def wrong_bias_only_shifted(weight, bias, mean, var, gamma, beta, eps):
    folded, _ = solution(weight, bias, mean, var, gamma, beta, eps)
    return folded, bias + beta - gamma / np.sqrt(var + eps) * mean


def wrong_mean_not_scaled(weight, bias, mean, var, gamma, beta, eps):
    folded, _ = solution(weight, bias, mean, var, gamma, beta, eps)
    return folded, gamma / np.sqrt(var + eps) * bias - mean + beta


def wrong_root_forgotten(weight, bias, mean, var, gamma, beta, eps):
    gain = gamma / (var + eps)
    return gain[:, None, None, None] * weight, beta + gain * (bias - mean)


def wrong_eps_forgotten(weight, bias, mean, var, gamma, beta, eps):
    return solution(weight, bias, mean, var, gamma, beta, 0)


def wrong_beta_forgotten(weight, bias, mean, var, gamma, beta, eps):
    return solution(weight, bias, mean, var, gamma, 0 * beta, eps)


def wrong_gamma_forgotten(weight, bias, mean, var, gamma, beta, eps):
    return solution(weight, bias, mean, var, 0 * gamma + 1, beta, eps)


def wrong_gain_on_the_input_channels(weight, bias, mean, var, gamma, beta, eps):
    _, shift = solution(weight, bias, mean, var, gamma, beta, eps)
    gain = np.resize(gamma / np.sqrt(var + eps), weight.shape[1])
    return gain[:, None, None] * weight, shift
