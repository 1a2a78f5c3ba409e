"""The Python side of the figure of gradients' terms; tests/browser drives the other side."""

import numpy as np
import pytest

import cnnlib.reference as ref
from cnnlib.widgets import GradientTerms


@pytest.mark.parametrize(
    "sizes", [(5, 3, 1, 0, 1), (7, 4, 2, 1, 1), (6, 3, 3, 2, 2), (2, 1, 3, 0, 1)]
)
def test_the_sentence_about_the_middle_cell_is_the_references(sizes):
    size, kernel, stride, padding, dilation = sizes
    figure = GradientTerms(*sizes, alt="x")
    state, outputs = figure.get_state(), ref.output_size(*sizes)
    sides = {"x": size, "weight": kernel, "error": outputs}
    x, weight, dy = (
        np.array(state[name], float)[None, None, :side, :side] for name, side in sides.items()
    )
    dx = ref.conv2d_backward(dy, x, weight, stride, padding, dilation)[0]
    ones = ref.conv2d_backward(0 * dy + 1, x, 0 * weight + 1, stride, padding, dilation)[0]
    middle = size // 2
    assert figure.numbers().endswith(
        f"{outputs}×{outputs} errors; {ones[0, 0, middle, middle]:.0f} of them belong to outputs "
        f"that read the input cell in row {middle}, column {middle}, whose gradient is "
        f"{dx[0, 0, middle, middle]:.0f}."
    )


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"size": 8}, ValueError, "size is 8, expected at most 7"),
        ({"kernel_size": 0}, ValueError, "kernel_size is 0, expected at least 1"),
        ({"stride": 2.0}, TypeError, "stride is 2.0, expected an int"),
        ({"size": 3, "kernel_size": 4}, ValueError, "kernel_size 4 is larger than the padded"),
    ],
)
def test_wrong_sizes_of_a_gradient_are_refused(arguments, error, message):
    with pytest.raises(error, match=f"^GradientTerms: {message}"):
        GradientTerms(**arguments, alt="x")
