"""Class activation maps: their mean is the logit less its bias, where they are defined."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from cnnlib import gpu
from cnnlib.inspect import class_activation_map
from tests.inspect.nets import pictures
from tests.refusal import assert_refused
from tests.tolerance import assert_close


class Averaged(nn.Module):
    """Maps, their averages by some function, and a linear layer or what else is ``last``."""

    def __init__(self, average, last=None):
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(2, 4, 3, stride=2)  # (N, 2, 12, 12) -> (N, 4, 5, 5)
        self.average = average
        self.last = nn.Linear(4, 3) if last is None else last
        self.double()

    def forward(self, x):
        return self.last(self.average(torch.relu(self.conv(x))))


DEFINED = {
    "mean": lambda x: x.mean(dim=(2, 3)),
    "a mean after the other": lambda x: x.mean(3).mean(2),
    "adaptive": lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1),
    "whole map": lambda x: F.avg_pool2d(x, 5).reshape(len(x), -1),
    "squeezed": lambda x: F.avg_pool2d(x, 5).squeeze(3).squeeze(2),
    "cnnlib.gpu": lambda x: gpu.global_avg_pool2d(x).flatten(1),
}


@pytest.mark.parametrize("name", DEFINED)
def test_the_mean_is_the_logit_less_its_bias(name):
    net, x, target = Averaged(DEFINED[name]), pictures(), [2, 0, 1]
    result = class_activation_map(net, x, target)
    maps = torch.relu(net.conv(x))
    by_hand = (net.last.weight[target][:, :, None, None] * maps).sum(dim=1)
    assert_close(result, by_hand.detach())
    logits = net(x)[[0, 1, 2], target].detach()
    assert_close(result.mean(dim=(1, 2)) + net.last.bias[target].detach(), logits)
    assert not result.requires_grad


def test_linear_layers_may_follow_one_another_or_be_none():
    two = nn.Sequential(nn.Dropout(0.5), nn.Linear(4, 6), nn.Linear(6, 3, bias=False))
    net, x = Averaged(DEFINED["mean"], two).eval(), pictures()
    bias = (two[2].weight @ two[1].bias)[1].detach()
    assert_close(class_activation_map(net, x, 1).mean(dim=(1, 2)) + bias, net(x)[:, 1].detach())
    net = Averaged(DEFINED["mean"], nn.Identity())
    assert_close(class_activation_map(net, x, 3), torch.relu(net.conv(x))[:, 3].detach())


OTHERS = {
    "maximum": (lambda x: x.amax(dim=(2, 3)), None),
    "not the whole map": (lambda x: F.avg_pool2d(x, 4).flatten(1), None),
    "several averages": (lambda x: F.avg_pool2d(x, 2, 3).flatten(1), nn.Linear(16, 3)),
    "no average": (lambda x: x.flatten(1), nn.Linear(100, 3)),
    "hidden layer": (DEFINED["mean"], nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 3))),
    "probabilities": (DEFINED["mean"], nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))),
    "squashed": (lambda x: x.mean(dim=(2, 3)).tanh(), None),
    "of one row": (lambda x: x[:, :, 0].mean(dim=2), None),
}


@pytest.mark.parametrize("name", OTHERS)
def test_it_is_refused_where_it_is_not_defined(name):
    net = Averaged(*OTHERS[name])
    said = "class_activation_map: the network's logits are made otherwise, .* saliency and"
    assert_refused(lambda: class_activation_map(net, pictures(), 0), ValueError, said)
