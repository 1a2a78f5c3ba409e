"""A dense block without normalisation."""

import numpy as np

from cnnlib.reference import conv2d


def solution(x, weights):
    maps = x
    for weight in weights:
        new = conv2d(np.maximum(maps, 0), weight, padding=1)
        maps = np.concatenate([maps, new], axis=1)  # (N, C + k, H, W)
    return maps


def right_list_of_maps(x, weights):
    maps = [x]
    for weight in weights:
        everything = np.concatenate(maps, axis=1)
        maps.append(conv2d(everything.clip(min=0), weight, padding=1))
    return np.concatenate(maps, axis=1)


def right_filled_in(x, weights):
    n, c, h, w = x.shape
    y = np.zeros((n, c + sum(len(weight) for weight in weights), h, w))
    y[:, :c] = x
    for weight in weights:
        k = len(weight)
        padded = np.pad(np.maximum(y[:, :c], 0), ((0, 0), (0, 0), (1, 1), (1, 1)))
        for u in range(3):
            for v in range(3):
                window = padded[:, :, u : u + h, v : v + w]
                y[:, c : c + k] += np.einsum("nchw,kc->nkhw", window, weight[:, :, u, v])
        c += k
    return y


def wrong_only_the_new(x, weights):
    return solution(x, weights)[:, x.shape[1] :]


def wrong_new_maps_first(x, weights):
    maps = x
    for weight in weights:
        new = conv2d(np.maximum(maps, 0), weight, padding=1)
        maps = np.concatenate([new, maps], axis=1)
    return maps


def wrong_without_relu(x, weights):
    maps = x
    for weight in weights:
        maps = np.concatenate([maps, conv2d(maps, weight, padding=1)], axis=1)
    return maps


def wrong_relu_behind(x, weights):
    maps = x
    for weight in weights:
        new = np.maximum(conv2d(maps, weight, padding=1), 0)
        maps = np.concatenate([maps, new], axis=1)
    return maps


def wrong_relu_is_kept(x, weights):
    maps = x
    for weight in weights:
        maps = np.maximum(maps, 0)
        maps = np.concatenate([maps, conv2d(maps, weight, padding=1)], axis=1)
    return maps


def wrong_adds(x, weights):
    maps = x
    for weight in weights:
        new = conv2d(np.maximum(maps, 0), weight, padding=1)
        maps = np.concatenate([maps + new.mean(axis=1, keepdims=True), new], axis=1)
    return maps


def wrong_without_padding(x, weights):
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="edge")
    return solution(padded, weights)[:, :, 1:-1, 1:-1]


def wrong_turned_kernels(x, weights):
    return solution(x, [weight[:, :, ::-1, ::-1] for weight in weights])
