"""The gradients of batch normalisation in training, in the compact form."""

import numpy as np


def solution(dy, x, weight, eps):
    def mean(values):
        return values.mean(axis=(0, 2, 3), keepdims=True)

    root = np.sqrt(mean((x - mean(x)) ** 2) + eps)  # (1, C, 1, 1)
    normed = (x - mean(x)) / root
    gain = weight[:, None, None] / root
    dx = gain * (dy - mean(dy) - normed * mean(dy * normed))
    return dx, (dy * normed).sum(axis=(0, 2, 3)), dy.sum(axis=(0, 2, 3))


def right_in_three_steps(dy, x, weight, eps):
    axes, count = (0, 2, 3), x.size // x.shape[1]
    centred = x - x.mean(axis=axes, keepdims=True)
    variance = (centred**2).mean(axis=axes, keepdims=True)
    normed = centred / np.sqrt(variance + eps)
    dnormed = dy * weight[:, None, None]
    dvar = (dnormed * centred).sum(axis=axes, keepdims=True) * -0.5 * (variance + eps) ** -1.5
    dmean = -dnormed.sum(axis=axes, keepdims=True) / np.sqrt(variance + eps)
    dx = dnormed / np.sqrt(variance + eps) + dvar * 2 * centred / count + dmean / count
    return dx, (dy * normed).sum(axis=axes), dy.sum(axis=axes)


def right_channel_by_channel(dy, x, weight, eps):
    dx = np.empty_like(x)
    dweight, dbias = np.empty(len(weight)), np.empty(len(weight))
    for c in range(len(weight)):
        d, values = dy[:, c], x[:, c]
        normed = (values - values.mean()) / np.sqrt(values.var() + eps)
        dweight[c], dbias[c] = (d * normed).sum(), d.sum()
        inner = d.size * d - dbias[c] - normed * dweight[c]
        dx[:, c] = weight[c] * inner / (d.size * np.sqrt(values.var() + eps))
    return dx, dweight, dbias


def _changed(dy, x, weight, eps, take_mean=1.0, take_normed=1.0):
    axes = (0, 2, 3)
    root = np.sqrt(x.var(axis=axes, keepdims=True) + eps)
    normed = (x - x.mean(axis=axes, keepdims=True)) / root
    inner = dy - take_mean * dy.mean(axis=axes, keepdims=True)
    inner -= take_normed * normed * (dy * normed).mean(axis=axes, keepdims=True)
    dx = weight[:, None, None] / root * inner
    return dx, (dy * normed).sum(axis=axes), dy.sum(axis=axes)


def wrong_mean_and_variance_taken_as_fixed(dy, x, weight, eps):
    return _changed(dy, x, weight, eps, take_mean=0.0, take_normed=0.0)


def wrong_variance_taken_as_fixed(dy, x, weight, eps):
    return _changed(dy, x, weight, eps, take_normed=0.0)


def wrong_mean_taken_as_fixed(dy, x, weight, eps):
    return _changed(dy, x, weight, eps, take_mean=0.0)


def wrong_factor_two_kept(dy, x, weight, eps):
    return _changed(dy, x, weight, eps, take_normed=2.0)


def wrong_weight_forgotten(dy, x, weight, eps):
    return _changed(dy, x, 0 * weight + 1, eps)


def wrong_eps_forgotten(dy, x, weight, eps):
    return _changed(dy, x, weight, 0.0)


def wrong_mean_over_pictures_only(dy, x, weight, eps):
    root = np.sqrt(x.var(axis=0, keepdims=True) + eps)
    normed = (x - x.mean(axis=0, keepdims=True)) / root
    inner = dy - dy.mean(axis=0) - normed * (dy * normed).mean(axis=0)
    dx = weight[:, None, None] / root * inner
    return dx, (dy * normed).sum(axis=(0, 2, 3)), dy.sum(axis=(0, 2, 3))


def wrong_means_in_place_of_sums(dy, x, weight, eps):
    dx, dweight, dbias = solution(dy, x, weight, eps)
    count = x.size // x.shape[1]
    return dx, dweight / count, dbias / count
