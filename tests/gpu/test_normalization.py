"""Batch and local response normalisation on tensors: drawn configurations, statistics, digits."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import cnnlib.reference as ref
from cnnlib import gpu
from tests.gpu.operations import assert_agrees, assert_near
from tests.gpu.places import DEVICES, DTYPES, place
from tests.reference.draws import normalisations
from tests.tolerance import assert_close

on_devices = pytest.mark.parametrize("device", DEVICES)


@on_devices
@given(normalisations())
def test_batch_norm_of_drawn_configurations(device, case):
    x, running, weight, bias, options = case
    dtype = "float32" if device == "mps" else "float64"
    arrays = [a if a is None else a.astype(dtype) for a in (x, *running, weight, bias)]
    tensors = [place(a, device, dtype) for a in arrays]
    result, expected = gpu.batch_norm(*tensors, **options), ref.batch_norm(*arrays, **options)
    if options["training"]:
        for name, actual, wanted in zip(("mean", "var"), result[1:], expected[1:], strict=True):
            assert (actual is None) == (wanted is None)
            if wanted is not None:
                assert_close(actual, wanted, name)
                assert not actual.requires_grad
        result, expected = result[0], expected[0]
    assert_close(result, expected)
    dy = np.random.default_rng(1).standard_normal(x.shape).astype(dtype)
    result.backward(torch.from_numpy(dy).to(device))
    given = arrays[:4]
    dx, dweight, dbias = ref.batch_norm_backward(dy, *given, **options)
    # What is left of dy after its mean and its part along x is an error relative to dy as scaled.
    scale = np.asarray(1 / np.sqrt(options["eps"]) if options["training"] else 0.0, dtype)
    assert_close(tensors[0].grad + scale.item(), dx + scale, "dx")
    for tensor, wanted in ((tensors[3], dweight), (tensors[4], dbias)):
        if tensor is not None:
            assert_close(tensor.grad, wanted)
    assert all(t is None or t.grad is None for t in tensors[1:3])


@on_devices
@pytest.mark.parametrize("dtype", DTYPES)
def test_running_statistics_of_every_dtype(dtype, device):
    rng = np.random.default_rng(0)
    arrays = 2 + rng.standard_normal((8, 3, 4, 4)), rng.standard_normal(3), rng.uniform(1, 2, 3)
    x, mean, variance = (place(a, device, dtype).detach() for a in arrays)
    exact = [t.cpu().double().clone() for t in (mean, variance)]  # torch writes into them
    torch.nn.functional.batch_norm(x.cpu().double(), *exact, training=True, momentum=0.3)
    result = gpu.batch_norm(x, mean, variance, training=True, momentum=0.3)
    for actual, expected in zip(result[1:], exact, strict=True):
        assert_close(actual, expected.to(x.dtype))


def test_batch_norm_gradcheck_without_weight_and_bias():
    x = torch.randn(4, 3, 2, dtype=torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(lambda t: gpu.batch_norm(t, None, None, training=True)[0], [x])
    stats = torch.zeros(3).double(), torch.ones(3).double()
    assert torch.autograd.gradcheck(lambda t: gpu.batch_norm(t, *stats), [x])


@pytest.mark.parametrize("shape", [(0, 3), (0, 3, 4, 4), (4, 3, 0), (4, 0), (0, 0, 2)])
@pytest.mark.parametrize("training", [True, False])
def test_an_empty_batch_leaves_the_running_statistics_alone(shape, training):
    channels = shape[1]
    x = torch.zeros(shape, requires_grad=True)
    mean, variance = torch.full((channels,), 2.0), torch.full((channels,), 3.0)
    weight, bias = (torch.ones(channels, requires_grad=True) for _ in "wb")
    y = gpu.batch_norm(x, mean, variance, weight, bias, training=training)
    if training:
        y, new_mean, new_var = y
        assert torch.equal(new_mean, mean) and torch.equal(new_var, variance)
        assert new_mean is not mean and new_var is not variance
    y.sum().backward()
    assert y.shape == x.grad.shape == shape
    assert torch.equal(weight.grad, torch.zeros(channels))
    assert torch.equal(bias.grad, torch.zeros(channels))


@on_devices
@pytest.mark.parametrize("shape", [(16, 3, 8, 8), (1000, 3), (2, 3, 200, 200)])
def test_float32_loses_nothing_to_a_mean_far_from_0(shape, device):
    """Mean 1e4, deviation 1: the square of the mean would leave no digit of the variance."""
    rng = np.random.default_rng(0)
    x = (rng.standard_normal(shape) + 1e4).astype(np.float32)
    dy, weight = rng.standard_normal(shape).astype(np.float32), np.float32([1, -2, 0.5])
    tensors = [place(a, device, "float32") for a in (x, weight, np.zeros(3))]
    y, _, _ = gpu.batch_norm(tensors[0], None, None, *tensors[1:], training=True)
    exact = [a.astype(float) for a in (x, weight)]
    expected, _, _ = ref.batch_norm(exact[0], None, None, exact[1], training=True)
    assert_close(y, expected.astype(np.float32))
    y.backward(torch.from_numpy(dy).to(device))
    wanted = ref.batch_norm_backward(
        dy.astype(float), exact[0], None, None, exact[1], training=True
    )
    for tensor, other in zip(tensors, wanted, strict=True):
        assert_close(tensor.grad, other.astype(np.float32))


def test_float32_loses_nothing_to_the_number_of_cells():
    """+-0.1 two million times: added up one by one, the squares would be short."""
    x = torch.tensor([0.1, -0.1]).repeat(2**20).reshape(1, 1, 2048, 1024)
    y, _, variance = gpu.batch_norm(
        x, torch.zeros(1), torch.zeros(1), training=True, momentum=1.0, eps=0.0
    )
    assert_close(y[0, 0, 0, :2], torch.tensor([1.0, -1.0]))
    assert_close(variance, torch.tensor([0.01]))


def test_bfloat16_squares_are_summed_in_float32():
    """Mean 100, deviation 1: the squares of bfloat16 would have 64 as their last digit."""
    x = (100 + torch.randn(64, 1, 8, 8, generator=torch.Generator().manual_seed(0))).bfloat16()
    y, _, _ = gpu.batch_norm(x, None, None, training=True)
    expected = (x.double() - x.double().mean()) / x.double().std(correction=0)
    assert_close(y, expected.bfloat16())


def test_nothing_infinite_becomes_nan_outside_training():
    x, dy = np.array([[1.0], [2.0]]), np.array([[np.inf], [1.0]])
    tensor, weight, bias = (torch.from_numpy(a).requires_grad_() for a in (x, *np.ones((2, 1))))
    statistics = torch.zeros(1).double(), torch.ones(1).double()
    gpu.batch_norm(tensor, *statistics, weight, bias, eps=0.0).backward(torch.from_numpy(dy))
    expected = ([[np.inf], [1.0]], [np.inf], [np.inf])
    for actual, wanted in zip((tensor, weight, bias), expected, strict=True):
        np.testing.assert_array_equal(actual.grad, wanted)
    y = gpu.batch_norm(torch.from_numpy(x), statistics[0], torch.zeros(1).double(), eps=0.0)
    np.testing.assert_array_equal(y, [[np.inf], [np.inf]])  # a variance of 0


def test_nan_stays_in_its_channel():
    x = torch.randn(4, 3, 5)
    x[1, 2, 3] = torch.nan
    x.requires_grad_()
    y, mean, _ = gpu.batch_norm(x, torch.zeros(3), torch.ones(3), training=True)
    y.backward(torch.ones_like(y))
    for t in (y, x.grad):
        assert torch.isnan(t[:, 2]).all() and torch.isfinite(t[:, :2]).all()
    assert torch.isnan(mean).tolist() == [False, False, True]


@on_devices
@given(
    shape=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    channels=st.integers(1, 9),
    n=st.integers(0, 3),
    options=st.fixed_dictionaries(
        {
            "size": st.integers(1, 12),
            "alpha": st.sampled_from([0.0, 1e-4, 0.5, 3.0]),
            "beta": st.sampled_from([0.75, 0.5, 1.0, 0.3]),
            "k": st.sampled_from([1.0, 2.0]),
        }
    ),
    seed=st.integers(0, 10**6),
)
def test_local_response_norm_of_drawn_configurations(device, shape, channels, n, options, seed):
    x = np.random.default_rng(seed).standard_normal((n, channels, *shape))
    dtype = "float32" if device == "mps" else "float64"
    assert_agrees("local_response_norm", [x], options, device, dtype)


def test_local_response_norm_of_float16_squares_in_float32():
    """300^2 is more than float16 holds."""
    x = torch.full((1, 3, 2), 300.0, dtype=torch.float16, requires_grad=True)
    y = gpu.local_response_norm(x, 3, alpha=1.0)
    y.sum().backward()
    exact = x.detach().double().requires_grad_()
    expected = torch.nn.functional.local_response_norm(exact, 3, alpha=1.0)
    expected.sum().backward()
    assert_close(y, expected.half())
    assert_near(x.grad, exact.grad.half())
