"""What the chapter predicts of rounding, over three seeds, and the solutions of its exercises."""

from fractions import Fraction

import numpy as np
import pytest
import torch

import cnnlib.reference as ref
from tests.experiments import cells

HALF = Fraction(1, 2)


@pytest.fixture
def chapter():
    """The chapter's functions and its points."""
    return cells.definitions("fast_convolution", "POINTS")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("m", [2, 4, 6])
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
def test_rounding_is_amplified_as_predicted(chapter, seed, m, dtype):
    rng, store = np.random.default_rng(seed), chapter["stored_as"](dtype)
    x, w = store(rng.normal(size=(64, 50, 50))), store(rng.normal(size=(16, 64, 3, 3)))
    truth = ref.conv2d(x[None], w)[0]
    direct = chapter["size_of"](store(truth) - truth, truth)
    error = chapter["size_of"](chapter["by_winograd"](x, w, m, store) - truth, truth)
    assert error / direct == pytest.approx(np.sqrt(3 * chapter["gamma"](m) ** 2 + 1), rel=0.15)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([0, 1, -1, HALF, -HALF], 10.8),
        ([0, 1, -1, 2, -HALF], 6.9),
        ([0, 1, -1, -2, HALF], 6.9),
        ([0, 1, -1, 2, HALF], 18.4),
        ([0, 1, -1, 2, 3], 204),
        ([0, 1, 2, 3, 4], 92727),
    ],
)
def test_other_points(chapter, points, expected):
    chapter["POINTS"][4] = points
    assert chapter["gamma"](4) == pytest.approx(expected, rel=0.01)


def test_the_best_points_in_bfloat16(chapter):
    chapter["POINTS"][4] = [0, 1, -1, 2, -HALF]
    rng, store = np.random.default_rng(0), chapter["stored_as"](torch.bfloat16)
    x, w = store(rng.normal(size=(64, 50, 50))), store(rng.normal(size=(16, 64, 3, 3)))
    truth = ref.conv2d(x[None], w)[0]
    direct = chapter["size_of"](store(truth) - truth, truth)
    error = chapter["size_of"](chapter["by_winograd"](x, w, 4, store) - truth, truth)
    assert error / direct == pytest.approx(12, abs=0.7)


def test_two_from_two():
    g, d = np.random.default_rng(0).normal(size=(2, 3))
    products = g[0] * (d[0] - d[1]), (g[0] + g[1]) * d[1], g[1] * (d[2] - d[1])
    y = products[0] + products[1], products[1] + products[2]
    assert np.allclose(y, np.correlate(d, g[:2], "valid"))
