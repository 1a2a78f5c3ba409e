"""Activations, the fully connected layer and the loss against torch and finite differences."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

import cnnlib.reference as ref
from tests.tolerance import assert_close

ELEMENTWISE = {
    "relu": F.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}
ALONG_AN_AXIS = {"softmax": F.softmax, "log_softmax": F.log_softmax}
shapes = st.lists(st.integers(0, 5), min_size=0, max_size=4).map(tuple)


def draw(shape, seed, scale=1.0):
    return np.asarray(np.random.default_rng(seed).standard_normal(shape) * scale)


@pytest.mark.parametrize("name", ELEMENTWISE)
@given(shape=shapes, seed=st.integers(0, 10**6), scale=st.sampled_from([0.1, 1.0, 30.0, 1000.0]))
def test_elementwise_agrees_with_torch(name, shape, seed, scale):
    x, dy = draw(shape, seed, scale), draw(shape, seed + 1)
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected = ELEMENTWISE[name](tensor)
    expected.backward(torch.from_numpy(dy))
    assert_close(getattr(ref, name)(x), expected)
    assert_close(getattr(ref, f"{name}_backward")(dy, x), tensor.grad, "dx")


@pytest.mark.parametrize("name", ALONG_AN_AXIS)
@given(data=st.data(), seed=st.integers(0, 10**6), scale=st.sampled_from([0.1, 1.0, 1000.0]))
def test_softmax_agrees_with_torch(name, data, seed, scale):
    shape = data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=4).map(tuple))
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    x, dy = draw(shape, seed, scale), draw(shape, seed + 1)
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected = ALONG_AN_AXIS[name](tensor, dim=axis)
    expected.backward(torch.from_numpy(dy))
    assert_close(getattr(ref, name)(x, axis), expected)
    # The gradient cancels against dy, so its error is relative to dy, not to itself.
    backward = getattr(ref, f"{name}_backward")(dy, x, axis)
    assert_close(backward + dy, tensor.grad + torch.from_numpy(dy), "dx")


@pytest.mark.parametrize("name", [*ELEMENTWISE, *ALONG_AN_AXIS])
def test_backward_agrees_with_finite_differences(name):
    x, dy = draw((3, 4), 0), draw((3, 4), 1)
    forward, backward = getattr(ref, name), getattr(ref, f"{name}_backward")
    error = ref.gradient_check(lambda: np.sum(dy * forward(x)), [x], [backward(dy, x)])
    assert error < 1e-7


@given(
    batch=st.lists(st.integers(0, 4), max_size=3).map(tuple),
    features=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    seed=st.integers(0, 10**6),
)
def test_linear_agrees_with_torch(batch, features, seed):
    inputs, outputs = features
    x, weight = draw((*batch, inputs), seed), draw((outputs, inputs), seed + 1)
    bias, dy = draw(outputs, seed + 2), draw((*batch, outputs), seed + 3)
    tensors = [torch.from_numpy(a.copy()).requires_grad_() for a in (x, weight, bias)]
    expected = F.linear(*tensors)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.linear(x, weight, bias), expected)
    assert_close(ref.linear(x, weight), F.linear(*tensors[:2]))
    gradients = ref.linear_backward(dy, x, weight)
    for name, actual, tensor in zip(("dx", "dweight", "dbias"), gradients, tensors, strict=True):
        assert_close(actual, tensor.grad, name)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@given(
    shape=st.lists(st.integers(1, 5), min_size=2, max_size=4).map(tuple),
    seed=st.integers(0, 10**6),
    scale=st.sampled_from([1.0, 1000.0]),
)
def test_cross_entropy_agrees_with_torch(reduction, shape, seed, scale):
    logits = draw(shape, seed, scale)
    target = np.random.default_rng(seed).integers(0, shape[1], (shape[0], *shape[2:]))
    tensor = torch.from_numpy(logits.copy()).requires_grad_()
    expected = F.cross_entropy(tensor, torch.from_numpy(target), reduction=reduction)
    dy = draw(expected.shape, seed + 1)
    expected.backward(torch.as_tensor(dy))
    assert_close(ref.cross_entropy(logits, target, reduction), expected)
    backward = ref.cross_entropy_backward(dy, logits, target, reduction)
    assert_close(backward + 1, tensor.grad + 1, "dlogits")


def test_cross_entropy_backward_agrees_with_finite_differences():
    logits, target = draw((4, 5), 0), np.array([0, 4, 2, 2])
    error = ref.gradient_check(
        lambda: ref.cross_entropy(logits, target),
        [logits],
        [ref.cross_entropy_backward(1.0, logits, target)],
    )
    assert error < 1e-7


def test_empty_batch_has_no_mean_loss():
    logits, target = np.zeros((0, 3)), np.zeros(0, int)
    assert np.isnan(ref.cross_entropy(logits, target))
    assert ref.cross_entropy_backward(1.0, logits, target).shape == (0, 3)
    assert ref.cross_entropy(logits, target, "sum") == 0


class TestGradientCheck:
    def test_finds_one_wrong_entry_among_many(self):
        a = draw((5, 5), 0)
        gradient = 2 * a
        assert ref.gradient_check(lambda: (a**2).sum(), [a], [gradient]) < 1e-8
        gradient[3, 3] += 0.1
        assert ref.gradient_check(lambda: (a**2).sum(), [a], [gradient]) > 1e-2

    def test_a_nan_is_not_overlooked(self):
        a, b = np.ones(2), np.ones(2)
        gradients = [np.array([1.0, np.nan]), np.ones(2)]
        assert np.isnan(ref.gradient_check(lambda: a.sum() + b.sum(), [a, b], gradients))

    def test_leaves_the_arrays_as_they_were(self):
        a = draw(7, 0)
        before = a.copy()
        ref.gradient_check(lambda: np.sin(a).sum(), [a], [np.cos(a)])
        assert (a == before).all()

    def test_restores_after_an_exception(self):
        a = np.ones(2)

        def fails():
            raise RuntimeError("no")

        with pytest.raises(RuntimeError):
            ref.gradient_check(fails, [a], [a])
        assert (a == 1).all()
