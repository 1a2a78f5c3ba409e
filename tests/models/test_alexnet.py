"""AlexNet against the numbers of its paper, and in one tower against torchvision."""

import math
from pathlib import Path

import pytest
import torch
import torchvision
from torch import nn

from cnnlib import models
from cnnlib.models.alexnet import RESPONSE_NORM, TowerResponseNorm
from tests.models.steps import (
    layers,
    outputs,
    published_parameters,
    reach,
    same_as_torchvision,
    train_one_step,
)
from tests.tables import rows

TABLE = Path(__file__).resolve().parents[2] / "data" / "published" / "alexnet.csv"
WRONG_UNITS = {"conv1": 55 * 55 * 96}  # printed: 253,440, which is 55 x 48 x 96


def test_alexnet_layer_by_layer():
    """Kernels, strides, sizes and units as printed; the units of conv1 corrected."""
    with torch.device("meta"):
        net = models.alexnet()
    sizes = {name.split(".")[-1]: size for name, size in outputs(layers("alexnet")).items()}
    units = 0
    for row in rows(TABLE):
        name = row["layer"]
        layer = dict(net.named_modules())[
            f"{'features' if name.startswith('conv') else 'classifier'}.{name}"
        ]
        if name.startswith("conv"):
            count, shape = row["kernels"].split(" of ")
            height, width, depth = map(int, shape.split("x"))
            assert tuple(layer.weight.shape) == (int(count), depth, height, width), name
            assert layer.stride == (int(row["stride"]),) * 2, name
        maps, side = int(row["maps"]), int(row["size"])
        assert sizes[name] == (maps, side, side)[: len(sizes[name])], name
        assert math.prod(sizes[name]) == WRONG_UNITS.get(name, int(row["units"])), name
        units += math.prod(sizes[name])
    assert units == 659_272  # "650,000 neurons"


def test_alexnet_totals():
    total = layers("alexnet")["total"]
    assert total.params == 60_965_224 == published_parameters("AlexNet", "two groups")
    assert total.macs == 724_406_816
    with torch.device("meta"):
        net = models.alexnet()
    convolutions = [layer for layer in net.features if isinstance(layer, nn.Conv2d)]
    halves = sum(layer.weight.numel() * (layer.groups - 1) for layer in convolutions)
    assert total.params + halves == published_parameters("AlexNet", "without groups")


def test_towers_share_nothing_before_conv3():
    """Neither conv2 nor the normalisation lets one tower's gradient into the other."""
    net = models.alexnet(num_classes=2)
    x = torch.rand(1, 3, 227, 227)
    names = [name for name, _ in net.features.named_children()]
    tower = net.features[: names.index("pool2") + 1](x)[:, :128]
    tower.square().sum().backward()
    gradient = net.features.conv1.weight.grad
    assert gradient[:48].any() and not gradient[48:].any()
    net.zero_grad()
    net.features[: names.index("conv3") + 1](x)[:, :192].square().sum().backward()
    assert net.features.conv1.weight.grad[48:].any()


def test_response_norm_is_the_papers():
    """Divided by (2 + 1e-4 * sum) ** 0.75, the sum over five neighbours in the tower (§3.3)."""
    torch.manual_seed(0)
    x = 100 * torch.rand(2, 12, 3, 3, dtype=torch.float64)
    expected = torch.empty_like(x)
    for tower in (range(6), range(6, 12)):
        for i in tower:
            near = [j for j in tower if abs(i - j) <= 2]
            expected[:, i] = x[:, i] / (2 + 1e-4 * x[:, near].square().sum(dim=1)) ** 0.75
    assert torch.allclose(TowerResponseNorm(**RESPONSE_NORM)(x), expected)


def test_first_weights():
    net = models.alexnet(num_classes=10)
    biases = {key.split(".")[1]: p for key, p in net.named_parameters() if key.endswith("bias")}
    ones = {name for name, bias in biases.items() if (bias == 1).all()}
    zeros = {name for name, bias in biases.items() if (bias == 0).all()}
    assert ones == {"conv2", "conv4", "conv5", "full6", "full7"}
    assert zeros == {"conv1", "conv3", "full8"}
    for layer in (net.features.conv1, net.classifier.full7):
        assert 0.0095 < layer.weight.std() < 0.0105


def test_one_tower_layer_by_layer():
    found = layers("alexnet_one_tower")
    sizes = {name.split(".")[-1]: size for name, size in outputs(found).items()}
    assert [sizes[f"conv{k}"] for k in range(1, 6)] == [
        (64, 55, 55),
        (192, 27, 27),
        (384, 13, 13),
        (256, 13, 13),
        (256, 13, 13),
    ]
    assert found["total"].params == 61_100_840 and found["total"].macs == 714_188_480


@pytest.mark.parametrize("side", [224, 150])
def test_one_tower_is_torchvisions(side):
    torch.manual_seed(0)
    theirs = torchvision.models.alexnet(num_classes=10)
    for layer in theirs.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(layer.weight)
    same_as_torchvision("alexnet_one_tower", theirs, torch.randn(2, 3, side, side), num_classes=10)


@pytest.mark.parametrize("name", ["alexnet", "alexnet_one_tower"])
def test_one_step(name):
    assert train_one_step(name).shape == (1, 1000)


def test_receptive_field():
    assert layers("alexnet")["features.conv5"].receptive_field == "163"
    assert reach(models.alexnet(num_classes=2), "features.conv5", 227) == 163


def test_pictures_that_do_not_fit_are_refused():
    with torch.device("meta"):
        two, one = models.alexnet(), models.alexnet_one_tower()
        for shape in [(3, 227, 227), (1, 1, 227, 227), (1, 3, 224, 224), (1, 3, 228, 227)]:
            with pytest.raises(ValueError, match=r"alexnet: x has .* \(N, 3, 227, 227\)"):
                two(torch.empty(shape))
        for shape in [(3, 224, 224), (1, 1, 224, 224), (1, 3, 62, 224), (1, 3, 224, 62)]:
            with pytest.raises(ValueError, match="alexnet_one_tower: x has .* H at least 63"):
                one(torch.empty(shape))
        assert one(torch.empty(1, 3, 63, 63)).shape == (1, 1000)


@pytest.mark.parametrize("name", ["alexnet", "alexnet_one_tower"])
def test_bad_options(name):
    with pytest.raises(ValueError, match=f"{name}: num_classes is 0, expected at least 1"):
        models.build(name, num_classes=0)
    with pytest.raises(TypeError, match=f"{name}: in_channels is '3', expected an int"):
        models.build(name, in_channels="3")
