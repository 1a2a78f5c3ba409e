"""Looking into a network leaves no trace in it, not even when it fails."""

import pytest
import torch
from torch import nn

from cnnlib import inspect
from tests.inspect.nets import assert_untouched, state

LOOK = {
    "activations": lambda net, x: inspect.activations(net, x, ["conv", "norm"]),
    "class_activation_map": lambda net, x: inspect.class_activation_map(net, x, 0),
    "deconvnet": lambda net, x: inspect.deconvnet(net, x, "norm", 1),
    "max_activating_patches": lambda net, x: inspect.max_activating_patches(net, x, "norm", 1, 1),
    "occlusion_map": lambda net, x: inspect.occlusion_map(net, x, 0, 4, 4),
    "receptive_field_of": lambda net, x: inspect.receptive_field_of(net, "norm", x.shape[1:]),
    "saliency": lambda net, x: inspect.saliency(net, x, 0),
    "summary": lambda net, x: inspect.summary(net, x.shape[1:]),
}


class InTraining(nn.Module):
    """Partly frozen, partly in training, with gradients and a hook of its own."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.5)
        self.linear = nn.Linear(4, 2)
        self.error = None
        self.conv.weight.requires_grad_(False)
        self.norm.eval()
        self.seen = 0
        self.conv.register_forward_hook(self.count)

    def count(self, module, inputs, output):
        self.seen += 1

    def forward(self, x):
        x = self.drop(torch.relu_(self.norm(self.conv(x)))).mean(dim=(2, 3))
        if self.error:
            raise self.error
        return self.linear(x)


def in_training():
    net = InTraining()
    net(torch.rand(3, 1, 8, 8)).sum().backward()
    assert net.linear.weight.grad is not None and net.training and not net.norm.training
    return net


def test_every_function_is_here():
    assert set(LOOK) == {name for name in inspect.__all__ if name[0].islower()}


@pytest.mark.parametrize("name", LOOK)
@pytest.mark.parametrize("wants_gradient", [False, True])
def test_the_network_is_as_it_was(name, wants_gradient):
    net, x = in_training(), torch.rand(2, 1, 8, 8, requires_grad=wants_gradient)
    before, seen, given, chance = state(net), net.seen, x.detach().clone(), torch.get_rng_state()
    LOOK[name](net, x)
    assert net.seen > seen
    assert_untouched(net, before)
    assert torch.equal(x, given) and x.requires_grad == wants_gradient and x.grad is None
    assert torch.equal(torch.get_rng_state(), chance)


@pytest.mark.parametrize("name", LOOK)
@pytest.mark.parametrize("error", [ValueError("no"), RuntimeError("no"), KeyError("no")], ids=repr)
def test_it_is_as_it_was_after_an_error(name, error):
    net = in_training()
    net.error = error
    before = state(net)
    with pytest.raises(type(error) if isinstance(error, KeyError) else ValueError, match="no"):
        LOOK[name](net, torch.rand(2, 1, 8, 8))
    assert_untouched(net, before)


@pytest.mark.parametrize("name", LOOK)
def test_it_is_as_it_was_after_a_picture_that_does_not_fit(name):
    net = in_training()
    before = state(net)
    with pytest.raises(ValueError, match=rf"^{name}: .* does not fit at layer conv: "):
        LOOK[name](net, torch.rand(2, 3, 8, 8))
    assert_untouched(net, before)


@pytest.mark.parametrize("name", LOOK)
def test_the_same_comes_again(name):
    net, x = in_training(), torch.rand(2, 1, 8, 8)
    first, again = str(LOOK[name](net, x)), str(LOOK[name](net, x))
    assert first == again
