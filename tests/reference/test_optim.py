"""Adam against torch's; SGD's comparison with torch is in test_layers.py."""

import re

import numpy as np
import pytest
import torch

from cnnlib.reference import optim
from cnnlib.reference.layers import Parameter
from tests.refusal import assert_refused
from tests.tolerance import assert_close

SHAPES = [(3, 2), (4,), ()]


def parameters(dtype=np.float64):
    rng = np.random.default_rng(0)
    return [Parameter(np.asarray(rng.standard_normal(shape), dtype)) for shape in SHAPES]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"lr": 0.1, "weight_decay": 0.3},
        {"lr": 0.05, "betas": (0.5, 0.9), "eps": 1e-3},
        {"betas": (0.0, 0.0)},
    ],
    ids=["defaults", "weight decay", "betas and eps", "no memory"],
)
def test_adam_agrees_with_torch(settings, dtype):
    ours = parameters(dtype)
    theirs = [torch.tensor(p.value, requires_grad=True) for p in ours]
    adam, expected = optim.Adam(ours, **settings), torch.optim.Adam(theirs, **settings)
    rng = np.random.default_rng(1)
    for step in range(25):
        if step == 10:
            adam.lr = expected.param_groups[0]["lr"] = 0.02
        for parameter, tensor in zip(ours, theirs, strict=True):
            parameter.grad[...] = rng.standard_normal(parameter.value.shape) * 10.0 ** (step % 4)
            tensor.grad = torch.tensor(parameter.grad)
        adam.step()
        expected.step()
    for parameter, tensor in zip(ours, theirs, strict=True):
        assert_close(parameter.value, tensor)


def test_adams_first_step_has_the_length_lr_whatever_the_gradient():
    p = Parameter(np.zeros(3), grad=np.array([1e-3, -5.0, 1e6]))
    optim.Adam([p], lr=0.1).step()
    np.testing.assert_allclose(p.value, [-0.1, 0.1, -0.1], rtol=1e-4)


def test_adam_finds_the_minimum_of_an_ill_conditioned_valley():
    """Curvatures 1 and 1e4: gradient descent's largest rate, 2e-4, crawls along the valley."""
    curvature, p = np.array([1.0, 1e4]), Parameter(np.array([1.0, 1.0]))
    adam = optim.Adam([p], lr=0.05)
    for _ in range(500):
        adam.zero_grad()
        p.grad += curvature * p.value
        adam.step()
    assert np.abs(p.value).max() < 1e-3


@pytest.mark.parametrize("optimiser", [optim.SGD, optim.Adam])
def test_values_are_changed_in_place_and_gradients_are_only_cleared_when_asked(optimiser):
    ours = parameters()
    values, gradients = [p.value for p in ours], [p.grad for p in ours]
    made = optimiser(ours, lr=0.1, weight_decay=0.5)
    for p in ours:
        p.grad += 1.0
    made.step()
    for p, value, gradient in zip(ours, values, gradients, strict=True):
        assert p.value is value and p.grad is gradient
        assert (p.grad == 1).all()
    made.zero_grad()
    assert all((p.grad == 0).all() for p in ours)


@pytest.mark.parametrize("optimiser", [optim.SGD, optim.Adam])
def test_a_rate_in_float64_leaves_parameters_in_float32(optimiser):
    ours = parameters(np.float32)
    made = optimiser(ours, lr=np.float64(0.1), weight_decay=np.float64(0.1))
    for lr in (made.lr, np.float64(0.01)):
        made.lr = lr
        made.step()
    assert {p.value.dtype for p in ours} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: optim.Adam([], lr=-1), ValueError, "Adam: lr is -1, expected at least 0"),
        (lambda: optim.Adam([], eps=-1e-8), ValueError, "Adam: eps is -1e-08"),
        (lambda: optim.Adam([], weight_decay=-1), ValueError, "Adam: weight_decay is -1"),
        (lambda: optim.Adam([], lr=np.nan), ValueError, "Adam: lr is nan"),
        (lambda: optim.Adam([], lr="0.1"), TypeError, "Adam: lr is '0.1', expected a number"),
        (lambda: optim.Adam([], betas=0.9), ValueError, "Adam: betas is 0.9, expected two"),
        (lambda: optim.Adam([], betas=(0.9,)), ValueError, "Adam: betas is (0.9,), expected two"),
        (lambda: optim.Adam([], betas=(0.9, 1.0)), ValueError, "expected numbers below 1"),
        (lambda: optim.Adam([], betas=(-0.1, 0.9)), ValueError, "Adam: betas is -0.1"),
        (lambda: optim.SGD([], lr=None), TypeError, "SGD: lr is None, expected a number"),
        (lambda: optim.SGD([], 0.1, momentum=-1), ValueError, "SGD: momentum is -1"),
    ],
)
def test_bad_settings_are_refused(make, error, said):
    assert_refused(make, error, re.escape(said))
