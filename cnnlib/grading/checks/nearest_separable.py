"""The kernel of rank 1 that is nearest to a given one."""

import numpy as np

HINTS = (
    "The singular value decomposition writes a matrix as a sum of outer products, the largest "
    "first. What is the nearest matrix that is one outer product?",
    "u, s, vt = np.linalg.svd(kernel): the first column of u, the first number of s, the first "
    "row of vt.",
    "nearest = s[0] * np.outer(u[:, 0], vt[0]); the error is np.linalg.norm(kernel - nearest) / "
    "np.linalg.norm(kernel).",
)


def cases(rng):
    yield {"kernel": np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])}
    yield {"kernel": np.array([[3.0, 0], [0, 1]])}
    for rows, columns in [(3, 3), (5, 5), (3, 5), (7, 1), (2, 6)]:
        yield {"kernel": rng.standard_normal((rows, columns))}


def describe(kernel):
    row = ", ".join(f"{weight:.3g}" for weight in kernel[0])
    return f"kernel of shape {kernel.shape} with the first row [{row}]"


def solution(kernel):
    # Project the rows onto their first principal direction.
    direction = np.linalg.eigh(kernel.T @ kernel)[1][:, -1]
    nearest = np.outer(kernel @ direction, direction)
    return nearest, np.linalg.norm(kernel - nearest) / np.linalg.norm(kernel)
