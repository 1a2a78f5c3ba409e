"""AlexNet's colour shift, along the directions in which one picture's colours vary."""

import numpy as np


def solution(picture, alphas):
    pixels = picture.reshape(3, -1)  # (3, H, W) -> (3, H*W)
    values, vectors = np.linalg.eigh(np.cov(pixels, bias=True))
    values, vectors = values[::-1], vectors[:, ::-1]  # largest first
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1, 1)
    colour = vectors @ (alphas * values)
    return picture + colour[:, None, None]


def right_by_singular_values(picture, alphas):
    pixels = picture.reshape(3, -1)
    centred = pixels - pixels.mean(axis=1, keepdims=True)
    vectors, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    colour = np.zeros(3)
    for alpha, size, vector in zip(alphas, sizes, vectors.T, strict=True):
        sign = 1 if vector.sum() > 0 else -1
        colour += alpha * size**2 / pixels.shape[1] * sign * vector
    return picture + colour.reshape(3, 1, 1)


def right_covariance_by_hand(picture, alphas):
    mean = picture.mean(axis=(1, 2), keepdims=True)
    centred = picture - mean
    covariance = np.einsum("chw,dhw->cd", centred, centred) / picture[0].size
    values, vectors = np.linalg.eigh(covariance)
    order = np.argsort(-values)
    shifted = picture.copy()
    for alpha, k in zip(alphas, order, strict=True):
        vector = vectors[:, k] * np.sign(vectors[:, k].sum())
        shifted += alpha * values[k] * vector[:, None, None]
    return shifted


def _shifted(picture, alphas, change):
    values, vectors = np.linalg.eigh(np.cov(picture.reshape(3, -1), bias=True))
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1, 1)
    return picture + change(values[::-1], vectors[:, ::-1], alphas)[:, None, None]


def wrong_smallest_first(picture, alphas):
    return solution(picture, alphas[::-1])


def wrong_signs_as_they_come(picture, alphas):
    values, vectors = np.linalg.eigh(np.cov(picture.reshape(3, -1), bias=True))
    signs = np.array([1, -1, -1]) * np.where(vectors.sum(axis=0) < 0, -1, 1)
    colour = (vectors * signs)[:, ::-1] @ (alphas * values[::-1])
    return picture + colour[:, None, None]


def wrong_standard_deviation(picture, alphas):
    return _shifted(picture, alphas, lambda values, vectors, a: vectors @ (a * np.sqrt(values)))


def wrong_rows_for_columns(picture, alphas):
    return _shifted(picture, alphas, lambda values, vectors, a: vectors.T @ (a * values))


def wrong_no_eigenvalues(picture, alphas):
    return _shifted(picture, alphas, lambda values, vectors, a: vectors @ a)


def wrong_mean_not_taken_off(picture, alphas):
    pixels = picture.reshape(3, -1)
    values, vectors = np.linalg.eigh(pixels @ pixels.T / pixels.shape[1])
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1, 1)
    return picture + (vectors[:, ::-1] @ (alphas * values[::-1]))[:, None, None]


def wrong_clipped(picture, alphas):
    return np.clip(solution(picture, alphas), 0, 0.5)


def wrong_sums_for_means(picture, alphas):
    return picture + picture[0].size * (solution(picture, alphas) - picture)


def wrong_colour_alone(picture, alphas):
    return solution(picture, alphas) - picture
