"""The share of right answers."""

import numpy as np

HINTS = (
    "The answer of the network is the class with the largest logit.",
    "argmax along axis 1 gives one class per picture; compare it with the target.",
    "The mean of an array of True and False is the share of True; make it a float.",
)


def cases(rng):
    yield {"logits": np.array([[1.0, 2.0], [3.0, 0.0]]), "target": np.array([1, 1])}
    for n, classes in [(1, 3), (7, 10), (5, 5), (20, 2)]:
        yield {"logits": rng.standard_normal((n, classes)), "target": rng.integers(0, classes, n)}
    logits = -1 - rng.random((6, 4))  # all negative
    yield {"logits": logits, "target": logits.argmax(axis=1)}


def describe(logits, target):
    return f"logits of shape {logits.shape}"


def solution(logits, target):
    return float((logits.argmax(axis=1) == target).mean())
