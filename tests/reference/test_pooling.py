"""Pooling against torch over drawn configurations."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

import cnnlib.reference as ref
from tests.reference.draws import poolings
from tests.tolerance import assert_close


@given(arguments=poolings(dilated=True))
def test_max_pool2d_agrees_with_torch(arguments):
    x, options = arguments
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected, expected_indices = F.max_pool2d(tensor, return_indices=True, **options)
    # A dilated window may lie in the padding alone; where its index points is torch's accident.
    assume(torch.isfinite(expected).all())
    y, indices = ref.max_pool2d(x, return_indices=True, **options)
    assert_close(y, expected)
    np.testing.assert_array_equal(indices, expected_indices.numpy())
    dy = np.random.default_rng(0).standard_normal(y.shape)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.max_pool2d_backward(dy, x, **options), tensor.grad, "dx")


@given(arguments=poolings(dilated=False), count_include_pad=st.booleans())
def test_avg_pool2d_agrees_with_torch(arguments, count_include_pad):
    x, options = arguments
    options["count_include_pad"] = count_include_pad
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected = F.avg_pool2d(tensor, **options)
    y = ref.avg_pool2d(x, **options)
    assert_close(y, expected)
    dy = np.random.default_rng(0).standard_normal(y.shape)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.avg_pool2d_backward(dy, x, **options), tensor.grad, "dx")


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
@pytest.mark.parametrize("options", [{}, {"stride": 1, "padding": 1}], ids=str)
def test_backward_agrees_with_finite_differences(name, options):
    rng = np.random.default_rng(0)
    x = rng.permutation(2 * 3 * 5 * 4).reshape(2, 3, 5, 4) / 10.0  # no ties: no kinks
    forward, backward = getattr(ref, name), getattr(ref, f"{name}_backward")
    dy = rng.standard_normal(forward(x, 3, **options).shape)
    error = ref.gradient_check(
        lambda: np.sum(dy * forward(x, 3, **options)), [x], [backward(dy, x, 3, **options)]
    )
    assert error < 1e-7


def test_a_nan_in_the_window_is_the_maximum():
    x = np.array([[[[1.0, np.nan], [3.0, 2.0]]]])
    y, indices = ref.max_pool2d(x, 2, return_indices=True)
    assert np.isnan(y).all() and indices.item() == 1
    assert ref.max_pool2d_backward(np.ones((1, 1, 1, 1)), x, 2).ravel().tolist() == [0, 1, 0, 0]


def test_worked_example():
    x = np.array([[[[1.0, 5, 2, 0], [3, 4, 7, 7]]]])
    assert ref.max_pool2d(x, 2)[0, 0].tolist() == [[5, 7]]
    assert ref.avg_pool2d(x, 2)[0, 0].tolist() == [[3.25, 4]]
