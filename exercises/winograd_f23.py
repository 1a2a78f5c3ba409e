"""Winograd's F(2, 3) along a signal: two outputs from four products."""

import numpy as np

G = np.array([[1, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 1]])
BT = np.array([[1, 0, -1, 0], [0, 0.5, 0.5, 0], [0, -0.5, 0.5, 0], [0, -1, 0, 1]])
AT = np.array([[1, 1, 1, 0], [0, 1, -1, 1]])


def solution(x, kernel):
    g = np.array([[1, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 1]])
    bt = np.array([[1, 0, -1, 0], [0, 0.5, 0.5, 0], [0, -0.5, 0.5, 0], [0, -1, 0, 1]])
    at = np.array([[1, 1, 1, 0], [0, 1, -1, 1]])
    tiles = np.array([x[i : i + 4] for i in range(0, len(x) - 2, 2)])
    products = (tiles @ bt.T) * (g @ kernel)  # (tiles, 4)
    return (products @ at.T).reshape(-1), products


def right_by_hand(x, kernel):
    g0, g1, g2 = kernel
    y, products = [], []
    for i in range(0, len(x) - 2, 2):
        d0, d1, d2, d3 = x[i : i + 4]
        m0, m3 = g0 * (d0 - d2), g2 * (d3 - d1)
        m1 = (g0 + g1 + g2) / 2 * (d1 + d2)
        m2 = (g0 - g1 + g2) / 2 * (d2 - d1)
        products.append([m0, m1, m2, m3])
        y += [m0 + m1 + m2, m1 - m2 + m3]
    return np.array(y), np.array(products)


def right_by_slices(x, kernel):
    d0, d1, d2, d3 = x[0:-3:2], x[1:-2:2], x[2:-1:2], x[3::2]
    middle, turned = kernel.sum() / 2, (kernel[0] - kernel[1] + kernel[2]) / 2
    m0, m3 = (d0 - d2) * kernel[0], (d3 - d1) * kernel[2]
    m1, m2 = (d1 + d2) * middle, (d2 - d1) * turned
    outputs = np.stack([m0 + m1 + m2, m1 - m2 + m3], axis=1)
    return outputs.ravel(), np.stack([m0, m1, m2, m3], axis=1)


def wrong_convolution(x, kernel):
    return solution(x, kernel[::-1])


def wrong_tiles_without_overlap(x, kernel):
    tiles = np.array([x[i : i + 4] for i in range(0, len(x) - 3, 4)])
    products = (tiles @ BT.T) * (G @ kernel)
    return (products @ AT.T).reshape(-1), products


def wrong_halves_forgotten(x, kernel):
    tiles = np.array([x[i : i + 4] for i in range(0, len(x) - 2, 2)])
    products = (tiles @ np.sign(BT).T) * (G @ kernel)
    return (products @ AT.T).reshape(-1), products


def wrong_halved_twice(x, kernel):
    y, products = solution(x, kernel)
    return y, products / [1, 2, 2, 1]


def wrong_sign_of_the_last_product(x, kernel):
    y, products = solution(x, kernel)
    products[:, 3] *= -1
    return y, products


def wrong_three_products_for_each_output(x, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(x, 3)
    return windows @ kernel, windows * kernel


def wrong_outputs_not_in_one_axis(x, kernel):
    y, products = solution(x, kernel)
    return y.reshape(-1, 2), products


def wrong_outputs_alone(x, kernel):
    return np.correlate(x, kernel, "valid")


def wrong_halves_of_whole_numbers(x, kernel):
    tiles = np.array([x[i : i + 4] for i in range(0, len(x) - 2, 2)])
    products = (tiles @ BT.astype(int).T) * (G @ kernel)
    return (products @ AT.T).reshape(-1), products
