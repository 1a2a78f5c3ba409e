"""The deconvnet: against unpooling, ReLU and transposed convolution written out, and hooks."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from cnnlib import gpu
from cnnlib.inspect import activations, deconvnet
from cnnlib.inspect._backward import back, run_from
from tests.inspect.nets import Functional, pictures, small_net
from tests.tolerance import assert_close


def by_hand(net, x, channel):
    """Zeiler and Fergus' §2.1, from the second ReLU of `small_net` down, a layer at a time."""
    conv1, conv2 = net[0], net[3]
    maps1 = torch.relu(conv1(x))
    pooled, switches = F.max_pool2d(maps1, 2, return_indices=True)
    maps2 = torch.relu(conv2(pooled))
    kept = torch.zeros_like(maps2)
    for n, plane in enumerate(maps2[:, channel]):
        row, column = divmod(plane.argmax().item(), plane.shape[1])
        kept[n, channel, row, column] = plane.max()
    signal = F.conv_transpose2d(torch.relu(kept), conv2.weight, stride=2, output_padding=1)
    signal = F.max_unpool2d(signal, switches, 2)
    return F.conv_transpose2d(torch.relu(signal), conv1.weight, padding=1)


@pytest.mark.parametrize("channel", range(5))
def test_it_equals_the_paper_by_hand(channel):
    net, x = small_net(), pictures()
    with torch.no_grad():
        expected = by_hand(net, x, channel)
    assert expected.count_nonzero() > 50
    assert_close(deconvnet(net, x, "4", channel), expected)


def test_it_differs_from_the_gradient_where_a_relu_is_shut():
    net, x = small_net(), pictures()
    assert gradient_times_activation(net, x).sub(deconvnet(net, x, "4", 0)).abs().max() > 0.01


def gradient_times_activation(net, x):
    x = x.clone().requires_grad_()
    strongest = net[:5](x)[:, 0].flatten(1).amax(dim=1)
    return torch.autograd.grad((strongest * strongest.detach()).sum(), x)[0]


def test_it_is_guided_backpropagation_where_all_relus_are_open():
    """Springenberg et al. 2015 pass what is positive both on the way up and on the way back."""
    net, x = small_net(), pictures()
    for layer in (net[0], net[3]):
        layer.bias.data.fill_(20.0)
    assert (activations(net, x, ["0"])["0"] > 0).all()
    result = deconvnet(net, x, "4", 0)
    for k in (1, 4):
        net[k].register_full_backward_hook(lambda _module, grads, _handed: (grads[0].clamp(min=0),))
    assert_close(result, gradient_times_activation(net, x))


def test_it_is_the_gradient_where_there_is_no_relu():
    net, x = small_net(), pictures()
    net[1], net[4] = nn.Tanh(), nn.Tanh()
    assert_close(deconvnet(net, x, "4", 0), gradient_times_activation(net, x))


RELUS = {
    "F.relu": F.relu,
    "F.relu in place": lambda x: F.relu(x, inplace=True),
    "torch.relu": torch.relu,
    "torch.relu_": torch.relu_,
    "method": lambda x: x.relu(),
    "a layer for all": nn.ReLU(),
    "cnnlib.gpu": gpu.relu,
}


@pytest.mark.parametrize("name", RELUS)
def test_relus_are_seen_however_they_are_called(name):
    x = pictures()
    net = Functional(RELUS[name], lambda x: gpu.max_pool2d(x, 2) if "gpu" in name else pooled(x))
    expected = deconvnet(nn.Sequential(*small_net(), nn.ReLU()), x, "6", 1)
    assert_close(deconvnet(net, x, "linear", 1), expected)


def pooled(x):
    return F.max_pool2d(x, 2)


@pytest.mark.parametrize("window", [{"kernel_size": 2}, {"kernel_size": 3, "ceil_mode": True}])
def test_unpooling_inverts_pooling_at_the_switches(window):
    x = pictures(side=11).abs()
    pooled, switches = F.max_pool2d(x, **window, return_indices=True)
    start, result, _ = run_from("test", nn.MaxPool2d(**window), x)
    unpooled = back("test", result, start, pooled, lambda node: None, "it")
    at_switches = torch.zeros_like(x).flatten(2).scatter(2, switches.flatten(2), pooled.flatten(2))
    assert torch.equal(unpooled, at_switches.view_as(x))
    assert torch.equal(F.max_pool2d(unpooled, **window), pooled)
    assert (unpooled[unpooled != 0] == x[unpooled != 0]).all()


def test_units_are_channels_of_one_cell():
    net, x = small_net(), pictures()
    result = deconvnet(net, x, "6", 2)
    score = net(x)[:, 2]
    signal = score[:, None].detach() * net[6].weight[2]  # back through the linear layer
    with torch.no_grad():
        _, switches = F.max_pool2d(torch.relu(net[0](x)), 2, return_indices=True)
        signal = torch.relu(signal).view(len(x), 5, 2, 2)
        signal = F.conv_transpose2d(signal, net[3].weight, stride=2, output_padding=1)
        signal = torch.relu(F.max_unpool2d(signal, switches, 2))
        assert_close(result, F.conv_transpose2d(signal, net[0].weight, padding=1))
