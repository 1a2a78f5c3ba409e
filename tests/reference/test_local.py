"""The locally connected layer: a convolution if its kernels are equal, else finite differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnnlib.reference as ref
from tests.reference.draws import convolutions
from tests.tolerance import assert_close


@given(arguments=convolutions())
def test_with_equal_kernels_it_is_a_convolution(arguments):
    x, weight, bias, options = arguments
    if options["padding"] == "same" or options["padding"] == "valid":
        options["padding"] = 0
    if any(k > n for k, n in zip(weight.shape[2:], x.shape[2:], strict=True)):
        options["padding"] = 3
    weight = np.repeat(weight, options["groups"], axis=1)  # one group
    options = {name: options[name] for name in ("stride", "padding")}
    y = ref.conv2d(x, weight, bias, **options)
    size = y.shape[2:]
    untied = np.broadcast_to(weight, (*size, *weight.shape))
    untied_bias = None if bias is None else np.broadcast_to(bias, (*size, len(bias)))
    assert_close(ref.locally_connected2d(x, untied, untied_bias, **options), y)
    dy = np.random.default_rng(0).standard_normal(y.shape)
    expected = ref.conv2d_backward(dy, x, weight, **options)
    dx, dweight, dbias = ref.locally_connected2d_backward(dy, x, untied, **options)
    assert_close(dx, expected[0], "dx")
    # A shared weight gets the sum of what its untied copies get.
    assert_close(dweight.sum(axis=(0, 1)), expected[1], "dweight")
    assert_close(dbias.sum(axis=(0, 1)), expected[2], "dbias")


@pytest.mark.parametrize("options", [{}, {"stride": 2, "padding": (1, 0)}], ids=str)
@given(seed=st.integers(0, 3))
def test_backward_agrees_with_finite_differences(options, seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((2, 2, 5, 4))
    size = ref.output_size((5, 4), (3, 2), **options)
    weight, bias = rng.standard_normal((*size, 2, 2, 3, 2)), rng.standard_normal((*size, 2))
    dy = rng.standard_normal((2, 2, *size))
    gradients = ref.locally_connected2d_backward(dy, x, weight, **options)
    error = ref.gradient_check(
        lambda: np.sum(dy * ref.locally_connected2d(x, weight, bias, **options)),
        [x, weight, bias],
        gradients,
    )
    assert error < 1e-7


def test_float32_is_kept():
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 3, 5, 6)), rng.standard_normal((2, 3, 4, 3, 3, 2))
    options = {"stride": (2, 3), "padding": (0, 1)}
    y = ref.locally_connected2d(x, weight, np.ones((2, 3, 4)), **options)
    exact = [y, *ref.locally_connected2d_backward(y, x, weight, **options)]
    x, weight, dy = (a.astype(np.float32) for a in (x, weight, y))
    y = ref.locally_connected2d(x, weight, np.ones((2, 3, 4), np.float32), **options)
    gradients = ref.locally_connected2d_backward(dy, x, weight, **options)
    for actual, expected in zip([y, *gradients], exact, strict=True):
        assert_close(actual, expected.astype(np.float32))


def test_the_price_of_not_sharing():
    """LeNet-5's C1: as many parameters as connections; AlexNet's first layer: 105,705,600."""
    weight, bias = np.zeros((28, 28, 6, 1, 5, 5)), np.zeros((28, 28, 6))
    y = ref.locally_connected2d(np.zeros((1, 1, 32, 32)), weight, bias)
    assert y.shape == (1, 6, 28, 28) and weight.size + bias.size == 122_304
    weight, bias = np.zeros((55, 55, 1, 3, 11, 11)), np.zeros((55, 55, 1))  # one of 96 slices
    y = ref.locally_connected2d(np.zeros((1, 3, 227, 227)), weight, bias, stride=4)
    assert y.shape == (1, 1, 55, 55) and 96 * (weight.size + bias.size) == 105_705_600
