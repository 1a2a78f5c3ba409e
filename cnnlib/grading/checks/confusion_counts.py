"""The confusion matrix."""

import numpy as np

HINTS = (
    "Each picture adds one to one cell: the row is its label, the column its answer.",
    "counts[labels, answers] += 1 adds one to a cell at most once, however often the pair occurs.",
    "A loop over zip(labels, answers), or np.add.at(counts, (labels, answers), 1).",
)


def cases(rng):
    yield {"labels": np.array([0, 0, 1]), "answers": np.array([0, 1, 1]), "classes": 2}
    yield {"labels": np.array([2, 2, 2, 2]), "answers": np.array([0, 0, 0, 2]), "classes": 4}
    yield {"labels": np.array([1]), "answers": np.array([0]), "classes": 3}
    for n, classes in [(12, 3), (50, 6), (200, 10)]:
        labels, answers = rng.integers(0, classes, (2, n))
        yield {"labels": labels, "answers": answers, "classes": classes}


def describe(labels, answers, classes):
    return f"{len(labels)} pictures, {classes} classes"


def solution(labels, answers, classes):
    pairs = np.bincount(classes * labels + answers, minlength=classes**2)
    return pairs.reshape(classes, classes)
