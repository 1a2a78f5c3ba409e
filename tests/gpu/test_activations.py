"""Activations, dropout, losses and linear layers on tensors: drawn configurations and edges."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import gpu
from tests.gpu.operations import assert_agrees
from tests.gpu.places import DEVICES, DTYPES, place
from tests.tolerance import assert_close

on_devices = pytest.mark.parametrize("device", DEVICES)
shapes = st.lists(st.integers(0, 5), max_size=4).map(tuple)
filled = st.lists(st.integers(1, 5), min_size=1, max_size=4).map(tuple)
seeds = st.integers(0, 10**6)


def finest(device):
    """The most exact dtype that the device has."""
    return "float32" if device == "mps" else "float64"


def draw(shape, seed, scale=1.0):
    return np.asarray(np.random.default_rng(seed).standard_normal(shape) * scale)


@on_devices
@pytest.mark.parametrize("name", ["relu", "leaky_relu", "sigmoid", "tanh"])
@given(shape=shapes, seed=seeds, scale=st.sampled_from([0.1, 1.0, 30.0, 1000.0]))
def test_elementwise_of_drawn_shapes(name, device, shape, seed, scale):
    x = np.round(draw(shape, seed, scale), 1)  # with some zeros
    assert_agrees(name, [x], {}, device, finest(device))


@on_devices
@given(shape=shapes, shared=st.booleans(), seed=seeds)
def test_prelu_of_drawn_shapes(device, shape, shared, seed):
    channels = 1 if shared or len(shape) < 2 else shape[1]
    arrays = np.round(draw(shape, seed), 1), draw(channels, seed + 1)
    assert_agrees("prelu", arrays, {}, device, finest(device))


@on_devices
@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
@given(data=st.data(), shape=filled, seed=seeds, scale=st.sampled_from([0.1, 1.0, 1000.0]))
def test_softmax_of_drawn_shapes(name, device, data, shape, seed, scale):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    assert_agrees(name, [draw(shape, seed, scale)], {"axis": axis}, device, finest(device))


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_softmax_of_a_thousand_16_bit_scores(dtype):
    """A sum of 1000 equal terms in bfloat16 would end at 256 of them."""
    x = torch.zeros(1, 1000, dtype=getattr(torch, dtype), requires_grad=True)
    for function, expected in ((gpu.softmax, 1e-3), (gpu.log_softmax, -np.log(1000))):
        assert_close(function(x), torch.full((1, 1000), expected, dtype=x.dtype))
    (dx,) = torch.autograd.grad(gpu.log_softmax(x)[0, 0], x)
    assert_close(dx, (torch.eye(1000)[:1] - 1e-3).to(x.dtype))


def test_the_gradient_of_log_softmax_does_not_start_from_rounded_logarithms():
    """bfloat16 knows -10.3 to 1/32 only; exp of that is 3 % off."""
    x = torch.tensor([[0.0, 10.25, -1.125]], dtype=torch.bfloat16, requires_grad=True)
    (dx,) = torch.autograd.grad(gpu.log_softmax(x)[0, 1], x)
    p = F.softmax(x.detach().double(), dim=1)
    np.testing.assert_allclose(-dx[0, ::2].double(), p[0, ::2], rtol=2**-8)


class TestDropout:
    @on_devices
    @pytest.mark.parametrize("dtype", DTYPES)
    @pytest.mark.parametrize("p", [0.1, 0.4, 0.5, 0.9])
    def test_the_share_dropped_is_p_and_the_mean_is_kept(self, p, dtype, device):
        x = place(np.full(50_000, 3.0), device, dtype)
        y, mask = gpu.dropout(x, p, rng=torch.Generator(device).manual_seed(0))
        assert y.dtype == mask.dtype == x.dtype and not mask.requires_grad
        kept = torch.tensor(1 / (1 - p), dtype=x.dtype).item()
        assert set(mask.unique().tolist()) == {0.0, kept}
        assert (mask == 0).float().mean().item() == pytest.approx(p, abs=0.01)
        assert torch.equal(y, x * mask)
        y.backward(torch.full_like(y, 2.0))
        assert torch.equal(x.grad, 2 * mask)

    @pytest.mark.parametrize(("p", "factor"), [(0.0, 1.0), (1.0, 0.0)])
    def test_without_chance_no_generator_is_needed(self, p, factor):
        x = torch.randn(3, 4)
        y, mask = gpu.dropout(x, p)
        assert torch.equal(y, F.dropout(x, p)) and (mask == factor).all()

    def test_in_evaluation_x_passes_as_a_copy(self):
        x = torch.randn(3, 4)
        y, mask = gpu.dropout(x, 0.5, training=False)
        assert torch.equal(y, x) and (mask == 1).all() and y.data_ptr() != x.data_ptr()

    def test_the_same_seed_draws_the_same_mask_whatever_the_layout(self):
        x = torch.ones(4, 5)
        masks = [gpu.dropout(t, rng=torch.Generator().manual_seed(7))[1] for t in (x, x.clone())]
        masks.append(gpu.dropout(torch.ones(5, 4).T, rng=torch.Generator().manual_seed(7))[1])
        assert torch.equal(masks[0], masks[1]) and torch.equal(masks[0], masks[2])

    @pytest.mark.parametrize("name", ["dropout", "rrelu"])
    def test_gradcheck(self, name):
        x = torch.randn(3, 4, dtype=torch.float64).requires_grad_()

        def drawn(t):
            return getattr(gpu, name)(t, training=True, rng=torch.Generator().manual_seed(0))[0]

        assert torch.autograd.gradcheck(drawn, [x])


class TestRRelu:
    @on_devices
    @pytest.mark.parametrize("dtype", DTYPES)
    def test_in_training_slopes_are_uniform_and_one_for_each_element(self, dtype, device):
        x = place(draw(50_000, 0), device, dtype)
        y, mask = gpu.rrelu(x, training=True, rng=torch.Generator(device).manual_seed(1))
        slopes = mask[x < 0].cpu().double()
        assert (mask[x > 0] == 1).all() and torch.equal(y, x * mask)
        quarters = np.histogram(slopes, bins=4, range=(1 / 8, 1 / 3))[0] / len(slopes)
        np.testing.assert_allclose(quarters, 0.25, atol=0.02)
        assert len(slopes.unique()) > 50
        y.backward(torch.ones_like(y))
        assert torch.equal(x.grad, mask)

    def test_in_evaluation_the_slope_is_the_mean_as_in_torch(self):
        x = torch.randn(5, 4).round()
        y, mask = gpu.rrelu(x)
        assert_close(y, F.rrelu(x))
        assert (mask[x > 0] == 1).all() and torch.equal(y, x * mask)


@on_devices
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@given(
    shape=st.lists(st.integers(1, 5), min_size=2, max_size=4).map(tuple),
    seed=seeds,
    scale=st.sampled_from([1.0, 1000.0]),
)
def test_cross_entropy_of_drawn_scores(reduction, device, shape, seed, scale):
    target = np.random.default_rng(seed).integers(0, shape[1], (shape[0], *shape[2:]))
    arrays = draw(shape, seed, scale), target
    assert_agrees("cross_entropy", arrays, {"reduction": reduction}, device, finest(device))


@on_devices
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@given(shape=filled, seed=seeds, scale=st.sampled_from([1e-3, 1.0, 1000.0]))
def test_mse_loss_of_drawn_values(reduction, device, shape, seed, scale):
    arrays = draw(shape, seed, scale), draw(shape, seed + 1, scale)
    assert_agrees("mse_loss", arrays, {"reduction": reduction}, device, finest(device))


@pytest.mark.parametrize("integer", ["uint8", "int8", "int16", "int32", "int64"])
def test_cross_entropy_takes_targets_of_any_integers(integer):
    logits, target = torch.randn(4, 3), torch.tensor([0, 2, 1, 2])
    expected = F.cross_entropy(logits, target)
    assert_close(gpu.cross_entropy(logits, target.to(getattr(torch, integer))), expected)


def test_the_gradient_of_cross_entropy_is_p_minus_y():
    logits, target = torch.randn(4, 5, requires_grad=True), torch.tensor([0, 4, 2, 2])
    gpu.cross_entropy(logits, target, "sum").backward()
    assert_close(logits.grad, F.softmax(logits, dim=1) - torch.eye(5)[target])


def test_losses_of_nothing():
    logits, target = torch.zeros(0, 3, requires_grad=True), torch.zeros(0, dtype=torch.int64)
    for loss, other in ((gpu.cross_entropy, target), (gpu.mse_loss, logits.detach())):
        mean = loss(logits, other)
        assert torch.isnan(mean) and loss(logits, other, "sum") == 0
        (d,) = torch.autograd.grad(mean, logits)
        assert d.shape == (0, 3)


def test_mse_loss_has_a_gradient_for_its_target():
    x, target = (torch.randn(3, 4, dtype=torch.float64).requires_grad_() for _ in "xt")
    for reduction in ("mean", "sum", "none"):
        assert torch.autograd.gradcheck(lambda *t, r=reduction: gpu.mse_loss(*t, r), [x, target])


@on_devices
@given(
    batch=st.lists(st.integers(0, 4), max_size=3).map(tuple),
    features=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    bias=st.booleans(),
    seed=seeds,
)
def test_linear_of_drawn_shapes(device, batch, features, bias, seed):
    inputs, outputs = features
    arrays = [draw((*batch, inputs), seed), draw((outputs, inputs), seed + 1)]
    arrays += [draw(outputs, seed + 2)] if bias else []
    assert_agrees("linear", arrays, {}, device, finest(device))


@on_devices
@given(sizes=st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 6)), seed=seeds)
def test_rbf_of_drawn_shapes(device, sizes, seed):
    n, classes, features = sizes
    arrays = draw((n, features), seed), draw((classes, features), seed + 1)
    assert_agrees("rbf", arrays, {}, device, finest(device))


def test_rbf_loses_no_digits_far_from_0():
    x, centres = torch.tensor([[1e4, 1e4]]), torch.tensor([[1e4 + 1, 1e4]])
    x.requires_grad_(), centres.requires_grad_()
    y = gpu.rbf(x, centres)
    y.backward(torch.ones_like(y))
    assert y.item() == 1 and x.grad.tolist() == [[-2, 0]] and centres.grad.tolist() == [[2, 0]]


def test_rbf_of_bfloat16_squares_unrounded_differences():
    """256 - 1/2 would be 256 again, and its square a step of bfloat16 too large."""
    x, centres = torch.tensor([[256.0]]).bfloat16(), torch.tensor([[0.5]]).bfloat16()
    assert gpu.rbf(x, centres).item() == 65280


def test_a_small_network_learns_with_these_operations_alone():
    """LeNet's kind: convolution, pooling, normalisation, dropout, linear layer, cross-entropy."""
    rng = torch.Generator().manual_seed(0)
    x = torch.randn(32, 1, 12, 12, generator=rng)
    target = (x[:, 0, :6].mean(dim=(1, 2)) > x[:, 0, 6:].mean(dim=(1, 2))).long()
    shapes = [(6, 1, 3, 3), (6,), (6,), (2, 150), (2,)]
    parameters = [0.2 * torch.randn(s, generator=rng) for s in shapes]
    kernels, gain, shift, weight, bias = (p.requires_grad_() for p in parameters)
    mean, variance, losses = torch.zeros(6), torch.ones(6), []
    for _ in range(60):
        z = gpu.conv2d_im2col(x, kernels)
        z, mean, variance = gpu.batch_norm(z, mean, variance, gain, shift, training=True)
        z, _ = gpu.dropout(gpu.max_pool2d(gpu.relu(z), 2), 0.1, rng=rng)
        loss = gpu.cross_entropy(gpu.linear(z.flatten(1), weight, bias), target)
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= 0.3 * gradient
    assert losses[0] > 0.6 and losses[-1] < 0.2
