"""The arguments of the figure of exchanged pixels; tests/browser drives what the reader sees."""

import numpy as np
import pytest

from cnnlib.widgets import PermutedPixels

DENSE = [np.zeros(shape) for shape in [(3, 16), (3,), (10, 3), (10,)]]
SHAPES = [(2, 1, 3, 3), (2,), (4, 2, 3, 3), (4,), (10, 4), (10,)]
CONV = [np.zeros(shape) for shape in SHAPES]


def figure(**changed):
    arguments = {
        "pictures": np.ones((2, 4, 4)),
        "order": np.arange(16),
        "dense": DENSE,
        "conv": CONV,
        "conv_permuted": CONV,
    }
    return PermutedPixels(**(arguments | changed), alt="x")


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        ({"pictures": np.ones((4, 4))}, ValueError, r"pictures .*\(4, 4\)"),
        ({"pictures": np.ones((1, 4, 4), int)}, TypeError, "pictures is int64"),
        ({"pictures": np.ones((0, 4, 4))}, ValueError, r"pictures has shape \(0, 4, 4\)"),
        ({"pictures": np.ones((21, 4, 4))}, ValueError, r"pictures has shape \(21, 4, 4\)"),
        ({"pictures": np.ones((1, 6, 6))}, ValueError, ".* S one of 4, 8, 12, 16"),
        ({"pictures": np.full((1, 4, 4), np.nan)}, ValueError, "pictures holds a number"),
        ({"order": np.zeros(16, int)}, ValueError, "order is no permutation of the 16 pixels"),
        ({"order": np.arange(9)}, ValueError, "order is no permutation"),
        ({"order": np.arange(16.0)}, TypeError, "order is float64"),
        ({"dense": DENSE[:3]}, ValueError, "dense is not a list of 4 arrays"),
        ({"dense": [DENSE[0].T, *DENSE[1:]]}, ValueError, r"dense\[0\] has shape \(16, 3\)"),
        ({"conv": [*CONV[:5], np.zeros(9)]}, ValueError, r"conv\[5\] has shape \(9,\)"),
        ({"conv_permuted": 3}, ValueError, "conv_permuted is not a list of 6 arrays"),
        ({"conv": [*CONV[:5], np.full(10, np.inf)]}, ValueError, r"conv\[5\] holds a number"),
    ],
)
def test_a_wrong_argument_is_named(changed, error, said):
    with pytest.raises(error, match=f"^PermutedPixels: ({said})"):
        figure(**changed)


def test_the_words_hold_no_trained_number():
    trained = [array + 0.123 for array in CONV]
    assert repr(figure(conv=trained)) == repr(figure())
    assert repr(figure()).endswith("2 pictures of 4×4; a fully connected net 16-3-10, a "
                                   "convolutional net with 2 and 4 maps.")  # fmt: skip
