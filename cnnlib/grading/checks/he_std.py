"""The size of the first weights: He's initialisation."""

import numpy as np

HINTS = (
    "He's variance is 2 over the number of products that one output adds up.",
    "The first entry of the shape counts the outputs. All others belong to one output: input "
    "channels and, for a convolution, the rows and columns of the kernel.",
    "The standard deviation is the root of the variance: sqrt(2 / (product of shape[1:])).",
)


def cases(rng):
    for shape in [(10, 64), (64, 10), (1, 1), (8, 1, 3, 3), (64, 3, 7, 7), (32, 16, 1, 5)]:
        yield {"shape": shape}
    for _ in range(4):
        yield {"shape": tuple(int(n) for n in rng.integers(1, 9, rng.choice([2, 4])))}


def describe(shape):
    return f"shape {shape}"


def solution(shape):
    # By definition: the root mean square of one output after ReLU is that of the inputs. A weight
    # of standard deviation s makes it s * sqrt(n / 2), so s is 1 over what s = 1 makes.
    fan_in = np.ones(shape)[0].sum()
    return float(1 / np.sqrt(fan_in / 2))
