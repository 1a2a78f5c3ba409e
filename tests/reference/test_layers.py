"""Layers and optimiser against torch.nn and torch.optim."""

import numpy as np
import pytest
import torch
from torch import nn

import cnnlib.reference as ref
from cnnlib.reference import layers, optim
from tests.tolerance import assert_close


def make_pair(dtype=np.float64):
    """The same small net twice, NumPy and torch, with the same weights."""
    rng = np.random.default_rng(0)
    ours = layers.Sequential(
        layers.Conv2d(2, 4, (3, 5), padding=1, groups=2, rng=rng, dtype=dtype),
        layers.Tanh(),
        layers.AvgPool2d(2),
        layers.Conv2d(4, 6, 3, stride=2, bias=False, rng=rng, dtype=dtype),
        layers.ReLU(),
        layers.MaxPool2d(2, stride=1),
        layers.Sigmoid(),
        layers.Flatten(),
        layers.Linear(12, 5, rng=rng, dtype=dtype),
    )
    theirs = nn.Sequential(
        nn.Conv2d(2, 4, (3, 5), padding=1, groups=2),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Conv2d(4, 6, 3, stride=2, bias=False),
        nn.ReLU(),
        nn.MaxPool2d(2, stride=1),
        nn.Sigmoid(),
        nn.Flatten(),
        nn.Linear(12, 5),
    ).to(torch.from_numpy(np.zeros(0, dtype)).dtype)
    theirs.load_state_dict({p.name: torch.from_numpy(p.value.copy()) for p in ours.parameters()})
    return ours, theirs


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"momentum": 0.9},
        {"weight_decay": 0.01},
        {"momentum": 0.9, "weight_decay": 0.01, "nesterov": True},
    ],
    ids=str,
)
def test_ten_steps_of_training_agree_with_torch(settings):
    ours, theirs = make_pair()
    sgd, torch_sgd = (
        optim.SGD(ours.parameters(), lr=0.1, **settings),
        torch.optim.SGD(theirs.parameters(), lr=0.1, **settings),
    )
    loss, torch_loss = layers.CrossEntropyLoss(), nn.CrossEntropyLoss()
    rng = np.random.default_rng(1)
    for _ in range(10):
        x, target = rng.standard_normal((4, 2, 12, 16)), rng.integers(0, 5, 4)
        tensor = torch.from_numpy(x.copy()).requires_grad_()
        value = loss.forward(ours.forward(x), target)
        torch_value = torch_loss(theirs(tensor), torch.from_numpy(target))
        assert_close(value, torch_value, "loss")
        sgd.zero_grad()
        torch_sgd.zero_grad()
        dx = ours.backward(loss.backward())
        torch_value.backward()
        assert_close(dx, tensor.grad, "dx")
        for p in ours.parameters():
            assert_close(p.grad, theirs.get_parameter(p.name).grad, p.name)
        sgd.step()
        torch_sgd.step()
    for p in ours.parameters():
        assert_close(p.value, theirs.get_parameter(p.name), p.name)


def test_the_whole_net_agrees_with_finite_differences():
    net, _ = make_pair()
    loss, rng = layers.CrossEntropyLoss(), np.random.default_rng(1)
    x, target = rng.standard_normal((2, 2, 12, 16)), np.array([1, 4])
    loss.forward(net.forward(x), target)
    dx = net.backward(loss.backward())
    parameters = net.parameters()
    error = ref.gradient_check(
        lambda: loss.forward(net.forward(x), target),
        [x, *(p.value for p in parameters)],
        [dx, *(p.grad for p in parameters)],
    )
    assert error < 1e-6


def test_gradients_add_up_until_they_are_cleared():
    layer = layers.Linear(3, 2, rng=np.random.default_rng(0), dtype=np.float64)
    x, dy = np.ones((1, 3)), np.ones((1, 2))
    for count in (1, 2):
        layer.forward(x)
        layer.backward(dy)
        assert (layer.weight.grad == count).all()
    optim.SGD(layer.parameters(), lr=1).zero_grad()
    assert (layer.weight.grad == 0).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_through_forward_backward_and_step(dtype):
    net, _ = make_pair(dtype)
    x = np.zeros((1, 2, 12, 16), dtype)
    y = net.forward(x)
    dx = net.backward(np.ones_like(y))
    optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1).step()
    assert y.dtype == dx.dtype == dtype
    assert all(p.value.dtype == p.grad.dtype == dtype for p in net.parameters())


def test_the_first_weights_follow_the_seed_and_torchs_bounds():
    def start(seed):
        return layers.Conv2d(3, 64, 5, rng=np.random.default_rng(seed)).weight.value

    assert (start(0) == start(0)).all() and (start(0) != start(1)).any()
    bound = 1 / np.sqrt(75)
    torch.manual_seed(0)
    theirs = nn.Conv2d(3, 64, 5).weight.detach().abs().max().item()
    assert 0.99 * bound < np.abs(start(0)).max() <= bound
    assert 0.99 * bound < theirs <= bound


def test_train_and_eval_reach_every_layer():
    net = layers.Sequential(layers.Sequential(layers.ReLU()), layers.Tanh())
    inner = net.layers[0].layers[0]
    assert net.eval() is net and not inner.training and not net.training
    assert net.train() is net and inner.training and net.training


def test_nested_names_are_torchs():
    ours = layers.Sequential(layers.Sequential(layers.Linear(2, 2)), layers.Linear(2, 2))
    theirs = nn.Sequential(nn.Sequential(nn.Linear(2, 2)), nn.Linear(2, 2))
    assert [p.name for p in ours.parameters()] == [n for n, _ in theirs.named_parameters()]
