"""A kernel of rank 1 as a column and a row."""

import numpy as np

from cnnlib.reference import filters

HINTS = (
    "All rows of the kernel are multiples of one row, all columns multiples of one column. Is "
    "there a row or a column that you can be sure is not zero?",
    "The row and the column through the number of largest absolute value, m, are not zero. "
    "Their outer product is m times the kernel.",
    "Divide the column by the sum of its absolute values, with the sign of its first number that "
    "is not zero; then column @ kernel / (column @ column) is the row that belongs to it.",
)


def cases(rng):
    for name in ("Sobel x", "Sobel y", "horizontal edge", "identity"):
        yield {"kernel": filters.kernel(name)}
    yield {"kernel": np.outer([0.0, -3, 0, 1], [0.0, 0, 2])}
    for rows, columns in [(3, 3), (5, 2), (1, 4), (4, 1)]:
        yield {"kernel": np.outer(rng.normal(size=rows), rng.normal(size=columns))}


def describe(kernel):
    row = ", ".join(f"{weight:.3g}" for weight in kernel[0] + 0.0)
    return f"kernel of shape {kernel.shape} with the first row [{row}]"


def solution(kernel):
    at = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
    column = kernel[:, at[1]]
    column = column * np.sign(column[column != 0][0]) / np.abs(column).sum()
    return column, column @ kernel / (column @ column)
