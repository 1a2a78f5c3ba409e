"""Share of pictures whose right class is not among the k highest scores."""

import numpy as np

HINTS = (
    "For one picture: how many classes have a higher score than the right one?",
    "The right class is among the k best if fewer than k classes have a higher score.",
    "scores[np.arange(N), target] are the scores of the right classes; compare all scores with "
    "them, row by row.",
)


def cases(rng):
    scores = np.array([[0.5, 0.3, 0.1, 0.05], [0.4, 0.2, 0.3, 0.1], [0.1, 0.2, 0.3, 0.4]])
    for k in (1, 2, 4):
        yield {"scores": scores, "target": np.array([0, 2, 0]), "k": k}
    for _ in range(6):
        n, classes = int(rng.integers(1, 12)), int(rng.integers(2, 20))
        yield {
            "scores": rng.normal(size=(n, classes)),
            "target": rng.integers(classes, size=n),
            "k": int(rng.integers(1, classes + 1)),
        }
    yield {"scores": -rng.random((40, 30)), "target": rng.integers(30, size=40), "k": 5}


def describe(scores, target, k):
    return f"{scores.shape[0]} pictures, {scores.shape[1]} classes, k={k}"


def solution(scores, target, k):
    right = np.take_along_axis(scores, target[:, None], axis=1)
    return float(((scores > right).sum(axis=1) >= k).mean())
