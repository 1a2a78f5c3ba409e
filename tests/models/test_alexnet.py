"""AlexNet against the numbers of its paper, and in one tower against torchvision."""

import copy
import math
from pathlib import Path

import pytest
import torch
import torchvision
from torch import nn
from torch.nn import functional as F

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


def gradients(net, x):
    """By `AlexNet`'s names, on the CPU: the state dict's way of joining halves is the towers'."""
    F.cross_entropy(net(x), torch.arange(len(x), device=x.device)).backward()
    holder = copy.deepcopy(net).cpu()
    for parameter, source in zip(holder.parameters(), net.parameters(), strict=True):
        parameter.data = source.grad.cpu()
    return holder.state_dict()


def towers_follow_one_network(devices):
    """Weights both ways, logits and gradients; without dropout, which draws for each tower."""
    torch.manual_seed(0)
    one = models.alexnet(num_classes=3)
    for layer in one.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(layer.weight)
    two = models.alexnet(num_classes=3, devices=devices)
    two.load_state_dict(one.state_dict())
    again = models.alexnet(num_classes=3)
    again.load_state_dict(two.state_dict())
    for name, tensor in one.state_dict().items():
        assert torch.equal(again.state_dict()[name], tensor), name
    x = torch.rand(2, 3, 227, 227)
    logits, expected = two.eval()(x), one.eval()(x)
    assert logits.device == torch.device(devices[0])
    assert (logits.cpu() - expected).abs().max() <= 1e-4 * expected.abs().max()
    found = gradients(two, x)
    for name, expected in gradients(one, x).items():
        assert (found[name] - expected).abs().max() <= 1e-4 * expected.abs().max(), name


def test_towers_apart_are_the_same_network():
    towers_follow_one_network(("cpu", "cpu"))


@pytest.mark.gpu
@pytest.mark.parametrize("first_on_gpu", [True, False])
def test_towers_on_two_devices_are_the_same_network(first_on_gpu):
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    devices = ("cuda:0", "cuda:1" if torch.cuda.device_count() > 1 else "cpu")
    torch.backends.cudnn.allow_tf32 = False
    towers_follow_one_network(devices if first_on_gpu else devices[::-1])


def test_each_tower_is_on_its_device():
    """Half of each layer on the second, which here has no memory; the last layer on the first."""
    net = models.alexnet(devices=("cpu", "meta"))
    there = {n: p.numel() for n, p in net.named_parameters() if p.device.type == "meta"}
    here = {n: p.numel() for n, p in net.named_parameters() if p.device.type == "cpu"}
    assert {n.replace("towers.1", "towers.0") for n in there} == {n for n in here if "towers" in n}
    assert sum(here.values()) - sum(there.values()) == 4096 * 1000 + 1000
    assert sum(here.values()) + sum(there.values()) == 60_965_224
    net.to("meta")  # where the weights are, the towers are computed
    assert net(torch.empty(2, 3, 227, 227, device="meta")).shape == (2, 1000)


def test_towers_begin_as_one_network_does():
    torch.manual_seed(0)
    one = models.alexnet(num_classes=3).state_dict()
    torch.manual_seed(0)
    two = models.alexnet(num_classes=3, devices=("cpu", torch.device("cpu"))).state_dict()
    assert one.keys() == two.keys()
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_towers_exchange_nothing_in_between():
    """Before conv3, and from there to full6, a tower's part runs without the other's results."""
    net = models.alexnet(num_classes=2, devices=("cpu", "cpu"))
    assert [next(iter(part.named_children()))[0] for part in net.towers[0]] == [
        "conv1",
        "conv3",
        "full6",
        "full7",
    ]
    seen = []
    for tower in net.towers:
        for part in tower:
            part.register_forward_hook(lambda part, x, y: seen.append((x[0].shape, y.shape)))
    net.eval()(torch.rand(1, 3, 227, 227))
    assert [(tuple(x[1:]), tuple(y[1:])) for x, y in seen[::2]] == [
        ((3, 227, 227), (128, 13, 13)),
        ((256, 13, 13), (4608,)),
        ((9216,), (2048,)),
        ((4096,), (2048,)),
    ]
    assert seen[::2] == seen[1::2]


@pytest.mark.parametrize(
    "devices", ["cpu", ("cpu",), ("cpu", "cuda:99"), ("cpu", "tpu"), 2, ("cpu", 1.5)]
)
def test_devices_that_do_not_exist(devices):
    with pytest.raises(ValueError, match=r"alexnet: devices is .*, expected two that exist here"):
        models.alexnet(num_classes=2, devices=devices)


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
