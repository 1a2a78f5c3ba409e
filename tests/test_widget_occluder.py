"""The arguments of the figure with the square; tests/browser drives what the reader sees."""

import numpy as np
import pytest

from cnnlib.widgets import Occluder
from cnnlib.widgets.occluder import shapes

WEIGHTS = {name: np.zeros(shape) for name, shape in shapes(2).items()}


def figure(**changed):
    arguments = {
        "pictures": np.zeros((2, 32, 32), np.uint8),
        "labels": [3, 8],
        "weights": WEIGHTS,
    }
    return Occluder(**(arguments | changed), alt="x")


def weights(name, array):
    return {"weights": WEIGHTS | {name: array}}


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        ({"pictures": np.zeros((2, 32, 32))}, TypeError, "pictures is float64"),
        ({"pictures": np.zeros((32, 32), np.uint8)}, ValueError, r"pictures .*\(32, 32\)"),
        ({"pictures": np.zeros((2, 28, 28), np.uint8)}, ValueError, r"pictures .*\(2, 28, 28\)"),
        ({"pictures": np.zeros((11, 32, 32), np.uint8)}, ValueError, r"pictures .* 1 to 10"),
        ({"labels": [3]}, ValueError, "labels has 1 entries, expected 2"),
        ({"labels": [3, 10]}, ValueError, r"labels\[1\] is 10"),
        ({"labels": [3, 0.5]}, TypeError, r"labels\[1\] is 0.5"),
        ({"size": 1}, ValueError, "size is 1"),
        ({"size": 17}, ValueError, "size is 17"),
        ({"weights": 3}, TypeError, "weights is 3, expected arrays by name"),
        ({"weights": {}}, ValueError, r"weights has \[\], expected .*; what differs is"),
        (weights("full9.bias", np.zeros(3)), ValueError, r".* what differs is \['full9.bias'\]"),
        (weights("conv1.weight", np.zeros(3)), ValueError, r".*conv1.weight'\] has shape \(3,\)"),
        (
            weights("conv1.weight", np.zeros((17, 1, 7, 7))),
            ValueError,
            r".*conv1.weight'\] has shape \(17, 1, 7, 7\), expected .* from 1 to 16",
        ),
        (
            weights("conv3.weight", np.zeros((4, 4, 5, 5))),
            ValueError,
            r"weights\['conv3.weight'\] has shape \(4, 4, 5, 5\)",
        ),
        (
            weights("full8.bias", np.full(10, np.nan)),
            ValueError,
            r"weights\['full8.bias'\] holds a number that is not finite",
        ),
        (weights("full8.bias", np.zeros(10, int)), TypeError, r".*full8.bias'\] is int64"),
    ],
)
def test_a_wrong_argument_is_named(changed, error, said):
    with pytest.raises(error, match=f"^Occluder: ({said})"):
        figure(**changed)


def test_the_words_hold_no_trained_number():
    trained = {name: array + 0.123 for name, array in WEIGHTS.items()}
    assert repr(figure(weights=trained)) == repr(figure())
    assert "2 digits of 32×32 pixels, a 3, an 8; a network with 2 and 4 maps" in repr(figure())
