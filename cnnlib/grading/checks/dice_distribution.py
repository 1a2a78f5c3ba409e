"""The sum of several dice, fair or not."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Begin with no die: the sum is 0 for sure. What does one more die change?",
    "One more die is one more convolution. A die's list begins with face 1; where does it belong "
    "in a list that begins with 0?",
    "total = np.ones(1); then for each die total = np.convolve(total, np.append(0, die)), because "
    "no face shows 0.",
)


def cases(rng):
    fair = np.full(6, 1 / 6)
    loaded = np.array([1, 1, 1, 1, 1, 5]) / 10
    four, eight = rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(8))
    for dice in ([fair, fair], [loaded], [fair, loaded, fair], [four, eight], [four] * 5, []):
        yield {"dice": dice}


def describe(dice):
    faces = ", ".join(str(len(die)) for die in dice)
    return f"{len(dice)} dice with {faces} faces" if dice else "no die at all"


def solution(dice):
    total = np.ones(1)
    for die in dice:
        total = ref.convolve1d(total, np.append(0.0, die), mode="full")
    return total
