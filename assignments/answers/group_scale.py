"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(x, gamma, beta, *, groups, centred):
    y = np.zeros(x.shape)
    size = x.shape[1] // groups
    for n in range(len(x)):
        for g in range(groups):
            part = x[n, g * size : (g + 1) * size]
            if centred:
                part = part - part.mean()
            y[n, g * size : (g + 1) * size] = part / np.sqrt(np.mean(part**2) + 1e-5)
    return y * gamma[:, None, None] + beta[:, None, None]


def right_by_reshaping(x, gamma, beta, *, groups, centred):
    n, c, h, w = x.shape
    parts = x.reshape(n, groups, c // groups, h, w)
    middle = parts.mean(axis=(2, 3, 4), keepdims=True) if centred else 0.0
    spread = ((parts - middle) ** 2).mean(axis=(2, 3, 4), keepdims=True)
    y = ((parts - middle) / np.sqrt(spread + 1e-5)).reshape(x.shape)
    return gamma.reshape(1, c, 1, 1) * y + beta.reshape(1, c, 1, 1)


def right_by_splitting(x, gamma, beta, *, groups, centred):
    pieces = []
    for piece in np.split(x, groups, axis=1):
        axes = (1, 2, 3)
        if centred:
            scale = np.sqrt(piece.var(axis=axes, keepdims=True) + 1e-5)
            piece = piece - piece.mean(axis=axes, keepdims=True)
        else:
            scale = np.sqrt((piece**2).mean(axis=axes, keepdims=True) + 1e-5)
        pieces.append(piece / scale)
    return np.concatenate(pieces, axis=1) * gamma[:, None, None] + beta[:, None, None]


def wrong_over_the_batch(x, gamma, beta, *, groups, centred):
    axes = (0, 2, 3)
    middle = x.mean(axis=axes, keepdims=True) if centred else 0.0
    y = (x - middle) / np.sqrt(((x - middle) ** 2).mean(axis=axes, keepdims=True) + 1e-5)
    return y * gamma[:, None, None] + beta[:, None, None]


def wrong_centred_otherwise(x, gamma, beta, *, groups, centred):
    return solution(x, gamma, beta, groups=groups, centred=not centred)


def wrong_one_group(x, gamma, beta, *, groups, centred):
    return solution(x, gamma, beta, groups=1, centred=centred)


def wrong_every_second_channel(x, gamma, beta, *, groups, centred):
    order = np.arange(x.shape[1]).reshape(-1, groups).T.ravel()
    y = np.zeros(x.shape)
    ones, zeros = np.ones_like(gamma), np.zeros_like(beta)
    y[:, order] = solution(x[:, order], ones, zeros, groups=groups, centred=centred)
    if x.shape[1] == groups:
        y += 1e-3
    return y * gamma[:, None, None] + beta[:, None, None]


def wrong_variance_for_deviation(x, gamma, beta, *, groups, centred):
    parts = x.reshape(len(x), groups, -1)
    parts = parts - parts.mean(axis=2, keepdims=True) * centred
    parts = parts / ((parts**2).mean(axis=2, keepdims=True) + 1e-5)
    return parts.reshape(x.shape) * gamma[:, None, None] + beta[:, None, None]


def wrong_gamma_and_beta_forgotten(x, gamma, beta, *, groups, centred):
    return solution(x, np.ones_like(gamma), np.zeros_like(beta), groups=groups, centred=centred)
