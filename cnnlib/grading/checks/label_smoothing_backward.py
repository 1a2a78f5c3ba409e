"""The gradient of the cross-entropy against smoothed labels."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Write down the target first: each row has epsilon / K everywhere, and 1 - epsilon more at "
    "the class of the picture. Does it add up to 1?",
    "The loss of a picture is -sum(q * log p). For any q that adds up to 1, its gradient for the "
    "logits is p - q, as it was for a one-hot q.",
    "The loss is a mean over the N pictures, so divide by N: (softmax(logits) - q) / N.",
)


def cases(rng):
    yield {"logits": np.zeros((1, 4)), "target": np.array([2]), "epsilon": 0.1}
    yield {"logits": rng.standard_normal((2, 3)), "target": np.array([0, 2]), "epsilon": 0.0}
    for n, classes, epsilon in [(3, 2, 0.2), (4, 10, 0.1), (5, 3, 1.0)]:
        yield {
            "logits": 3 * rng.standard_normal((n, classes)),
            "target": rng.integers(0, classes, n),
            "epsilon": epsilon,
        }


def describe(logits, target, epsilon):
    return f"logits of shape {logits.shape}, target {target.tolist()}, epsilon {epsilon}"


def solution(logits, target, epsilon):
    # The loss is linear in the target: a mixture of the losses of all labels.
    one = np.array(1.0)
    dlogits = (1 - epsilon) * ref.cross_entropy_backward(one, logits, target)
    for label in range(logits.shape[1]):
        every = np.full(len(target), label)
        share = epsilon / logits.shape[1]
        dlogits = dlogits + share * ref.cross_entropy_backward(one, logits, every)
    return dlogits
