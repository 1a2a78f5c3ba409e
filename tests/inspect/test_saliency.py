"""Saliency against finite differences."""

import pytest
import torch

from cnnlib.inspect import saliency
from tests.inspect.nets import Functional, pictures, small_net


@pytest.mark.parametrize("net", [small_net(), Functional(torch.tanh)], ids=["relu", "tanh"])
def test_it_is_the_change_of_the_logit_with_the_pixel(net):
    x, target, eps = pictures(2), [2, 0], 1e-6
    expected = torch.zeros(2, 12, 12, dtype=torch.float64)
    steps = eps * torch.eye(2 * 144, dtype=torch.float64).view(-1, 2, 12, 12)
    for n in range(2):
        with torch.no_grad():
            slope = (net(x[n] + steps) - net(x[n] - steps))[:, target[n]] / (2 * eps)
        expected[n] = slope.view(2, 12, 12).abs().amax(dim=0)
    result = saliency(net, x, target)
    assert result.shape == (2, 12, 12) and result.count_nonzero() > 50
    torch.testing.assert_close(result, expected, rtol=0, atol=1e-7)


@pytest.mark.parametrize("target", [1, [1, 1, 1], torch.tensor([1, 1, 1]), torch.tensor(1)])
def test_the_class_is_one_for_all_or_one_each(target):
    net, x = small_net(), pictures()
    assert torch.equal(saliency(net, x, target), saliency(net, x, 1))
    assert torch.equal(saliency(net, x, [0, 1, 2])[2], saliency(net, x, 2)[2])


def test_it_does_not_matter_whether_gradients_are_off():
    net, x = small_net(), pictures()
    with torch.no_grad():
        off = saliency(net, x, 0)
    assert torch.equal(off, saliency(net, x, 0)) and not off.requires_grad
