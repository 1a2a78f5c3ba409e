"""Every function on every network of the course, at the smallest picture that it takes."""

import pytest
import torch
from torch import nn

from cnnlib import inspect, models
from tests.inspect.nets import assert_untouched, state
from tests.refusal import assert_refused

# What ends in averages over whole maps, where a class activation map is defined.
AVERAGED = ("nin", "googlenet", "inception", "plain", "resnet", "preact", "densenet")


def on_meta(name):
    with torch.device("meta"):
        return models.build(name).eval()


def smallest(name):
    """The input (C, H, W) with the shortest side of some that the network takes."""
    net, (channels, side, _) = on_meta(name), models.input_shape(name)
    for tried in (4, 32, 63, 75):
        try:
            net(torch.empty(1, channels, tried, tried, device="meta"))
        except (ValueError, RuntimeError):
            continue
        return channels, tried, tried
    return channels, side, side


def heavy(name):
    """Above 30 million parameters."""
    return sum(p.numel() for p in on_meta(name).parameters()) > 30e6


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[pytest.mark.slow] if heavy(n) else []) for n in models.names()],
)
def test_every_function_runs_on_every_network(name):
    torch.manual_seed(0)
    net, shape = models.build(name), smallest(name)
    x, before = torch.rand(2, *shape), state(net)
    maps = [row for row in inspect.summary(net, shape).rows[:-1] if row.stride]
    row = maps[len(maps) // 2]
    channels, height, width = map(int, row.output.split("x"))

    found = inspect.activations(net, x, [row.layer])[row.layer]
    assert found.shape == (2, channels, height, width)

    traced = inspect.deconvnet(net, x, row.layer, channels - 1)
    assert traced.shape == x.shape and traced.isfinite().all()

    field = inspect.receptive_field_of(net, row.layer, shape)
    computed = row.receptive_field.split("x")
    assert 1 <= field[0] <= min(int(computed[0]), shape[1])
    assert 1 <= field[1] <= min(int(computed[-1]), shape[2])

    (patch,) = inspect.max_activating_patches(net, x, row.layer, 0, count=1)
    assert patch.value == found[:, 0].max() and patch.pixels.shape[0] == shape[0]
    assert 1 <= patch.pixels.shape[1] <= int(computed[0])

    slopes = inspect.saliency(net, x, [1, 2])
    assert slopes.shape == (2, *shape[1:]) and (slopes >= 0).all()

    chances = inspect.occlusion_map(net, x, 1, size=shape[1] // 2, stride=shape[1] // 2)
    assert chances.shape == (2, -(-shape[1] // (shape[1] // 2)), chances.shape[1])
    assert ((chances >= 0) & (chances <= 1)).all()

    if name.startswith(AVERAGED):
        heat = inspect.class_activation_map(net, x, 1)
        last = [module for module in net.modules() if isinstance(module, nn.Linear)][-1:]
        logit = net.eval()(x)[:, 1] - sum(linear.bias[1] for linear in last)
        torch.testing.assert_close(heat.mean(dim=(1, 2)), logit.detach(), rtol=1e-4, atol=1e-5)
        net.train()
    else:
        said = "logits are made otherwise"
        assert_refused(lambda: inspect.class_activation_map(net, x, 1), ValueError, said)
    assert_untouched(net, before)
