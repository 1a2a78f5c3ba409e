"""How much a network is less sure when a part of the picture is covered."""

import numpy as np

PARTS = {"square pictures": 4, "any picture": 2, "edges": 2}


def variant(rng):
    size, stride = [(2, 2), (3, 2), (3, 3), (4, 2)][rng.integers(4)]
    return {"size": size, "stride": stride, "cover": str(rng.choice(["zero", "mean"]))}


def cases(rng, size, stride, cover):
    for part, (h, w) in [
        ("square pictures", (size + 2 * stride, size + 2 * stride)),
        ("square pictures", (size + stride, size + stride)),
        ("any picture", (size, size + 3 * stride)),
        ("edges", (size + 2 * stride - 1, size + stride + stride - 1)),
    ]:
        yield (
            part,
            {
                "picture": rng.uniform(0, 1, size=(h, w)) + 0.5,
                "weights": rng.standard_normal((3, h, w)),
            },
        )


def describe(picture, weights):
    return f"picture {picture.shape}, {len(weights)} classes"


def _probabilities(picture, weights):
    logits = np.tensordot(weights, picture, axes=2)
    grown = np.exp(logits - logits.max())
    return grown / grown.sum()


def solution(picture, weights, size, stride, cover):
    before = _probabilities(picture, weights)
    best = before.argmax()
    value = 0.0 if cover == "zero" else picture.mean()
    shape = [(s - size) // stride + 1 for s in picture.shape]
    drop = np.zeros(shape)
    for i, j in np.ndindex(*shape):
        covered = picture.copy()
        covered[i * stride : i * stride + size, j * stride : j * stride + size] = value
        drop[i, j] = before[best] - _probabilities(covered, weights)[best]
    return drop
