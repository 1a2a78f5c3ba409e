"""Batch normalisation in training, with the new running estimates."""

import numpy as np


def solution(x, running_mean, running_var, weight, bias, momentum, eps):
    axes, m = (0, 2, 3), x.size // x.shape[1]
    mean, var = x.mean(axis=axes), x.var(axis=axes)  # (C,)
    normed = x - mean[:, None, None]
    normed = normed / np.sqrt(var + eps)[:, None, None]
    y = weight[:, None, None] * normed + bias[:, None, None]
    new_mean = (1 - momentum) * running_mean + momentum * mean
    unbiased = var * m / (m - 1)
    new_var = (1 - momentum) * running_var + momentum * unbiased
    return y, new_mean, new_var


def right_channel_by_channel(x, running_mean, running_var, weight, bias, momentum, eps):
    y = np.empty_like(x)
    new_mean, new_var = running_mean.copy(), running_var.copy()
    for c in range(x.shape[1]):
        values = x[:, c]
        y[:, c] = weight[c] * (values - values.mean()) / np.sqrt(values.var() + eps) + bias[c]
        new_mean[c] += momentum * (values.mean() - running_mean[c])
        new_var[c] += momentum * (values.var(ddof=1) - running_var[c])
    return y, new_mean, new_var


def right_as_one_affine_map(x, running_mean, running_var, weight, bias, momentum, eps):
    columns = x.transpose(1, 0, 2, 3).reshape(x.shape[1], -1)  # (C, N*H*W)
    mean, var = columns.mean(axis=1), columns.var(axis=1)
    gain = weight / np.sqrt(var + eps)
    y = gain[:, None, None] * x + (bias - gain * mean)[:, None, None]
    new_var = momentum * columns.var(axis=1, ddof=1) + (1 - momentum) * running_var
    return y, momentum * mean + (1 - momentum) * running_mean, new_var


def wrong_statistics_of_the_whole_batch(x, running_mean, running_var, *rest):
    weight, bias, momentum, eps = rest
    normed = (x - x.mean()) / np.sqrt(x.var() + eps)
    _, new_mean, new_var = solution(x, running_mean, running_var, weight, bias, momentum, eps)
    return weight[:, None, None] * normed + bias[:, None, None], new_mean, new_var


def wrong_mean_over_pictures_only(x, running_mean, running_var, *rest):
    weight, bias, momentum, eps = rest
    normed = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    _, new_mean, new_var = solution(x, running_mean, running_var, weight, bias, momentum, eps)
    return weight[:, None, None] * normed + bias[:, None, None], new_mean, new_var


def wrong_running_estimates_used(x, running_mean, running_var, *rest):
    weight, bias, momentum, eps = rest
    centred = x - running_mean[:, None, None]
    normed = centred / np.sqrt(running_var + eps)[:, None, None]
    _, new_mean, new_var = solution(x, running_mean, running_var, weight, bias, momentum, eps)
    return weight[:, None, None] * normed + bias[:, None, None], new_mean, new_var


def wrong_eps_outside_the_root(x, running_mean, running_var, *rest):
    weight, bias, momentum, eps = rest
    mean, var = (f(axis=(0, 2, 3))[:, None, None] for f in (x.mean, x.var))
    normed = (x - mean) / (np.sqrt(var) + eps)
    _, new_mean, new_var = solution(x, running_mean, running_var, weight, bias, momentum, eps)
    return weight[:, None, None] * normed + bias[:, None, None], new_mean, new_var


def wrong_scale_and_shift_forgotten(x, running_mean, running_var, *rest):
    weight, bias, momentum, eps = rest
    return solution(x, running_mean, running_var, 0 * weight + 1, 0 * bias, momentum, eps)


def wrong_running_variance_biased(x, running_mean, running_var, *rest):
    y, new_mean, _ = solution(x, running_mean, running_var, *rest)
    momentum = rest[2]
    return y, new_mean, (1 - momentum) * running_var + momentum * x.var(axis=(0, 2, 3))


def wrong_momentum_on_the_old(x, running_mean, running_var, weight, bias, momentum, eps):
    return solution(x, running_mean, running_var, weight, bias, 1 - momentum, eps)
