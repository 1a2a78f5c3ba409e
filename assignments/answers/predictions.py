"""A competition: the classes of pictures whose labels only the teacher's seed knows."""

import numpy as np

from cnnlib import data

PARTS = {"above 50 %": 2, "above 70 %": 2, "above 85 %": 2, "above 95 %": 2}
COUNT = 300
LIKE = np.zeros(COUNT)


def variant(rng):
    return {"count": COUNT, "classes": 10}


def _secret(rng):
    """Pictures (N, 3, 32, 32) and labels (N,)."""
    return data.load("shapes", size=32, n=5 * COUNT, seed=int(rng.integers(2**62))).test


def files(rng):
    """What is handed out beside the notebook, by the file's name."""
    pictures, _ = _secret(rng)
    return {"pictures.npz": {"pictures": np.round(255 * pictures).astype(np.uint8)}}


def measure(value, rng):
    """The share of the labels that is right."""
    return float((np.asarray(value) == _secret(rng)[1]).mean())


def solution(rng):
    return _secret(rng)[1]


def right_with_three_mistakes(rng):
    labels = _secret(rng)[1].copy()
    labels[[5, 50, 200]] = (labels[[5, 50, 200]] + 1) % 10
    return labels


def right_as_floats(rng):
    return _secret(rng)[1].astype(float)


def wrong_one_class(rng):
    return np.zeros(COUNT, dtype=int)


def wrong_last_quarter_guessed(rng):
    labels = _secret(rng)[1].copy()
    labels[-COUNT // 4 :] = 0
    return labels


def wrong_counted_from_one(rng):
    return _secret(rng)[1] + 1
