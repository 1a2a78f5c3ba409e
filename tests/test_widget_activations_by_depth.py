"""The Python side of the figure of activations by depth; tests/browser drives the other side."""

import numpy as np
import pytest

from cnnlib.widgets import ActivationsByDepth
from cnnlib.widgets.activations_by_depth import lost, normals, stack, uniforms


def test_the_generator_is_the_published_one():
    # mulberry32 with the seed 1, as frame.js gives them
    assert np.allclose(uniforms(1, 2) * 2**32, [2693262067, 11749833], atol=0.5)


def test_the_numbers_are_normally_distributed():
    values = normals(7, 40_000)
    assert abs(values.mean()) < 0.02 and abs(values.std() - 1) < 0.02
    assert abs((np.abs(values) < 1).mean() - 0.683) < 0.01


def test_batch_norm_keeps_the_spread_and_small_weights_lose_it():
    for scale in (0.2, 5.0):
        spread = [y.std() for y in stack("tanh", scale, 12, batch_norm=True)]
        assert max(spread) - min(spread) < 0.02
    plain = [y.std() for y in stack("tanh", 0.2, 12, batch_norm=False)]
    assert np.all(np.diff(plain) < 0) and plain[-1] < 1e-6


def test_what_is_lost_is_counted():
    y = np.array([[0.0, 0.0, 1.0], [0.0, 2.0, 3.0]])
    assert lost("ReLU", y) == ("dead", 1 / 3)
    y = np.array([[0.0, 0.94], [-0.96, 0.97]])  # the slopes 1, 0.12, 0.08, 0.06
    assert lost("tanh", y) == ("saturated", 0.5)
    assert lost("sigmoid", (y + 1) / 2) == ("saturated", 0.5)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"activation": "relu"}, ValueError, "activation is 'relu', expected"),
        ({"scale": 1.5}, ValueError, "scale is 1.5, expected one of"),
        ({"depth": 21}, ValueError, "depth is 21, expected at most 20"),
        ({"depth": 1}, ValueError, "depth is 1, expected at least 2"),
        ({"batch_norm": 1}, TypeError, "batch_norm is 1, expected True or False"),
    ],
)
def test_wrong_stacks_are_refused(arguments, error, message):
    with pytest.raises(error, match=f"^ActivationsByDepth: {message}"):
        ActivationsByDepth(**arguments, alt="x")
