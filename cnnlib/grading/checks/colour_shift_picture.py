"""AlexNet's colour shift, along the directions in which one picture's colours vary."""

import numpy as np

HINTS = (
    "First make a list of colours of the picture: picture.reshape(3, -1) has one pixel in each "
    "column. Its covariance is a matrix of 3 x 3; np.cov does it, with bias=True for the mean over "
    "all pixels.",
    "np.linalg.eigh gives the eigenvalues in rising order, and the eigenvectors in the columns. "
    "Turn both round, and change the sign of each column whose sum is negative.",
    "The colour is vectors @ (alphas * values), three numbers; every pixel gets the same, "
    "[:, None, None].",
)


def cases(rng):
    for h, w, alphas in [
        (2, 3, (1.0, 0.0, 0.0)),
        (4, 4, (0.0, 1.0, 0.0)),
        (5, 3, (0.0, 0.0, 1.0)),
        (6, 8, (0.1, -0.2, 0.05)),
        (3, 7, (0.0, 0.0, 0.0)),
        (9, 9, (-0.3, 0.1, 0.2)),
    ]:
        mixed = np.array([[1.0, 0.3, 0.1], [0.8, -0.1, 0.2], [0.6, -0.3, -0.1]])
        picture = 0.5 + 0.2 * np.tensordot(mixed, rng.standard_normal((3, h, w)), axes=1)
        yield {"picture": picture, "alphas": np.array(alphas)}


def describe(picture, alphas):
    return f"picture of shape {picture.shape}, alphas {alphas.tolist()}"


def solution(picture, alphas):
    values, vectors = np.linalg.eigh(np.cov(picture.reshape(3, -1), bias=True))
    values, vectors = values[::-1], vectors[:, ::-1]  # the largest first
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1, 1)
    return picture + (vectors @ (alphas * values))[:, None, None]
