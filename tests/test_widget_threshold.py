"""The counts of the figure of thresholds, its arguments and its words."""

import numpy as np
import pytest

from cnnlib.widgets import Threshold
from cnnlib.widgets.threshold import counts

GIVEN = {"probabilities": np.eye(2), "labels": np.arange(2), "classes": ["cat", "dog"]}


def test_by_hand():
    scores, wanted = np.array([0.9, 0.5, 0.4, 0.7]), np.array([True, True, True, False])
    assert counts(scores, wanted, 0.5) == (2, 1, 1, 0)
    assert counts(scores, wanted, 0.51, times=10) == (1, 2, 10, 0)


def test_none_is_called_so():
    figure = Threshold([[0.2, 0.8], [0.1, 0.9]], [0, 1], ["cat", "dog"], alt="x")
    assert "precision undefined, recall 0.00" in repr(figure)


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"probabilities": "ab"}, TypeError, "probabilities is 'ab', expected rows"),
        ({"probabilities": np.ones((1, 2))}, ValueError, r"probabilities has shape \(1, 2\)"),
        ({"probabilities": np.ones((501, 2))}, ValueError, r".* expected 2 to 500 pictures"),
        ({"probabilities": [[0.5, 1.5], [0, 1]]}, ValueError, "probabilities holds 1.5"),
        ({"labels": np.array([0.0, 1.0])}, TypeError, "labels"),
        ({"labels": np.arange(3)}, ValueError, "3 labels and 2 classes, expected 2 and 2"),
        ({"classes": ["cat"]}, ValueError, "2 labels and 1 classes, expected 2 and 2"),
        ({"labels": np.zeros(2, int)}, ValueError, r"labels has counts \[2 0\]"),
        ({"classes": ["cat", 3]}, TypeError, "classes holds 3, expected texts"),
        ({"start": 2}, ValueError, "start is 2"),
    ],
)
def test_wrong_arguments(changed, error, message):
    with pytest.raises(error, match=f"^Threshold: {message}"):
        Threshold(**(GIVEN | changed), alt="x")
