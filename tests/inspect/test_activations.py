"""Activations are what a forward pass by hand makes, whatever happens to them afterwards."""

import torch
from torch import nn
from torch.nn import functional as F

from cnnlib.inspect import activations
from tests.inspect.nets import pictures, small_net


def test_they_equal_a_forward_pass_by_hand():
    net, x = small_net(), pictures()
    conv1 = F.conv2d(x, net[0].weight, net[0].bias, padding=1)
    pool = F.max_pool2d(torch.relu(conv1), 2)
    conv2 = F.conv2d(pool, net[3].weight, net[3].bias, stride=2)
    found = activations(net, x, ["3", "0", "2", ""])
    assert list(found) == ["3", "0", "2", ""]
    for result, expected in zip(found.values(), (conv2, conv1, pool, net(x)), strict=True):
        assert torch.equal(result, expected) and not result.requires_grad


def test_they_are_of_evaluation_mode():
    net = nn.Sequential(nn.Dropout(0.9), nn.BatchNorm2d(2, eps=0.0)).double().train()
    x = pictures()
    assert torch.equal(activations(net, x, ["0"])["0"], x)
    assert torch.equal(activations(net, x, ["1"])["1"], x)


def test_what_is_changed_in_place_later_is_kept():
    net = nn.Sequential(nn.ReLU(inplace=True), nn.Conv2d(2, 2, 1), nn.ReLU(inplace=True)).double()
    x = pictures()
    given = x.clone()
    found = activations(net, x, ["1", "2"])
    assert torch.equal(x, given)
    assert (found["1"] < 0).any() and torch.equal(found["2"], torch.relu(found["1"]))


def test_a_layer_with_two_names_is_found_by_both():
    net = small_net()
    net.add_module("same", net[1])
    net.forward = lambda x: net[1](net[0](x))
    found = activations(net, pictures(), ["1", "same"])
    assert torch.equal(found["1"], found["same"])
