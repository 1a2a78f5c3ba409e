"""The laboratory for kernels: what reaches the page, what it says, what it refuses."""

import numpy as np
import pytest

from cnnlib.widgets import Kernels

PICTURE = np.arange(30, dtype=np.uint8).reshape(5, 6)


def test_a_kernel_of_either_size_reaches_the_page():
    for side in (3, 5):
        weights = np.arange(side * side, dtype=float).reshape(side, side)
        state = Kernels(PICTURE, weights, alt="a ramp").get_state()
        assert (state["height"], state["width"], state["side"]) == (5, 6, side)
        assert state["kernel"] == weights.ravel().tolist()
    assert dict(state["gallery"])["Sobel x"] == [-1, 0, 1, -2, 0, 2, -1, 0, 1]


def test_the_laboratory_says_sum_and_rank():
    text = repr(Kernels(PICTURE, "Surround", alt="a ramp"))
    assert text.endswith("the kernel surround of 3×3 weights, sum -1, rank 2.")
    assert repr(Kernels(PICTURE, np.eye(5), alt="a ramp")).endswith(
        "5×6 pixels, the kernel of 5×5 weights, sum 5, rank 5."
    )


@pytest.mark.parametrize(
    ("kernel", "message"),
    [
        (np.ones((4, 4)), r"Kernels: kernel has shape \(4, 4\), expected \(3, 3\) or \(5, 5\)"),
        (np.full((3, 3), 1001), "Kernels: kernel holds 1001.0, expected -1000 to 1000"),
        ("sobbel", "kernel: name is 'sobbel', expected one of"),
    ],
)
def test_a_kernel_that_does_not_fit_the_laboratory_is_refused(kernel, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        Kernels(PICTURE, kernel, alt="a ramp")
