"""Network in network: sizes and counts of the authors' CIFAR-10 network."""

import pytest
import torch
from torch import nn

from cnnlib import models
from cnnlib.models.nin import mlpconv
from tests.models.steps import layers, outputs, reach, train_one_step


def test_layer_by_layer():
    """Parameters of each layer, (k*k*in + 1) * out, and the sizes of the maps."""
    found = layers("nin")
    sizes = outputs(found)
    expected = {
        "mlpconv1.conv": ((25 * 3 + 1) * 192, (192, 32, 32)),
        "mlpconv1.cccp1": ((192 + 1) * 160, (160, 32, 32)),
        "mlpconv1.cccp2": ((160 + 1) * 96, (96, 32, 32)),
        "mlpconv2.conv": ((25 * 96 + 1) * 192, (192, 16, 16)),
        "mlpconv2.cccp1": ((192 + 1) * 192, (192, 16, 16)),
        "mlpconv2.cccp2": ((192 + 1) * 192, (192, 16, 16)),
        "mlpconv3.conv": ((9 * 192 + 1) * 192, (192, 8, 8)),
        "mlpconv3.cccp1": ((192 + 1) * 192, (192, 8, 8)),
        "mlpconv3.cccp2": ((192 + 1) * 10, (10, 8, 8)),
    }
    assert {name: (found[name].params, sizes[name]) for name in expected} == expected
    assert found["total"].params == 966_986 == sum(params for params, _ in expected.values())
    assert found["total"].macs == 222_486_528


def test_an_mlpconv_is_a_small_network_at_every_place():
    """The same as two fully connected layers on the channels of each cell."""
    torch.manual_seed(0)
    block = mlpconv(2, (5, 4, 3), kernel_size=3)
    x = torch.randn(1, 2, 6, 7)
    cells = torch.relu(block.conv(x)).flatten(2).mT  # (1, 5, 6, 7) -> (1, 42, 5)
    for layer in (block.cccp1, block.cccp2):
        cells = torch.relu(nn.functional.linear(cells, layer.weight.flatten(1), layer.bias))
    assert torch.allclose(block(x), cells.mT.unflatten(2, (6, 7)), atol=1e-6)


def test_the_last_maps_are_the_classes():
    net = models.nin(num_classes=4).eval()
    x, kept = torch.rand(2, 3, 32, 32), []
    net.mlpconv3.register_forward_hook(lambda _m, _i, output: kept.append(output))
    logits = net(x)
    assert kept[0].shape == (2, 4, 8, 8)
    assert torch.allclose(logits, kept[0].mean(dim=(2, 3))) and (logits >= 0).all()


def test_first_weights():
    for layer in models.nin().modules():
        if isinstance(layer, nn.Conv2d):
            assert 0.045 < layer.weight.std() < 0.055 and not layer.bias.any()


def test_one_step():
    assert train_one_step("nin", batch=2).shape == (2, 10)


def test_receptive_field():
    assert layers("nin")["mlpconv3.cccp2"].receptive_field == "27"
    assert reach(models.nin(), "mlpconv3.cccp2", 64) == 27


def test_what_does_not_fit_is_refused():
    net = models.nin()
    for shape in [(3, 32, 32), (1, 1, 32, 32), (1, 3, 3, 32), (1, 3, 32, 3)]:
        with pytest.raises(ValueError, match="nin: x has shape .* H at least 4 and W at least 4"):
            net(torch.zeros(shape))
    assert net(torch.zeros(1, 3, 4, 4)).shape == (1, 10)
    with pytest.raises(ValueError, match="nin: num_classes is 0, expected at least 1"):
        models.nin(num_classes=0)
