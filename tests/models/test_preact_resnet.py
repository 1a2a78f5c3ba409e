"""ResNets with pre-activation: the blocks of figure 4e in the stages of the first paper."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnlib import models
from cnnlib.inspect import summary
from cnnlib.models.preact_resnet import PreActBasicBlock, PreActBottleneck
from tests.models.steps import train_one_step

SMALL = {"preact_resnet20": 20, "preact_resnet56": 56, "preact_resnet110": 110}
NAMES = [*SMALL, "preact_resnet50"]


def make(name, **options):
    with torch.device("meta"):
        return models.build(name, **options)


@pytest.mark.parametrize("name", SMALL)
def test_as_many_parameters_and_operations_as_without(name):
    """The normalisations move to the input of the weights; their sum stays the same."""
    total = summary(make(name), (3, 32, 32)).total
    other = summary(make(name.removeprefix("preact_")), (3, 32, 32)).total
    assert (total.params, total.macs) == (other.params, other.macs)
    assert sum(p.ndim > 1 for p in make(name).parameters()) == SMALL[name]


def test_counts_of_the_bottleneck_network():
    """ResNet-50's, without the normalisations of its four projections."""
    net = make("preact_resnet50")
    total = summary(net, (3, 224, 224)).total
    projections = 2 * (256 + 512 + 1024 + 2048)
    assert total.params == 25_557_032 - projections == 25_549_352
    assert total.macs == 3_857_973_248
    with FlopCounterMode(display=False) as judge, torch.device("meta"):
        net(torch.zeros(1, 3, 224, 224))
    assert judge.get_total_flops() == 2 * total.macs
    in_3x3 = summary(make("preact_resnet50", stride_in="3x3"), (3, 224, 224)).total
    assert in_3x3.params == total.params and in_3x3.macs == 4_089_184_256


@pytest.mark.parametrize("stride_in", ["1x1", "3x3"])
def test_output_sizes(stride_in):
    result = summary(make("preact_resnet50", stride_in=stride_in), (3, 224, 224))
    outputs = {row.layer: row.output for row in result.rows}
    assert outputs["conv2_x.2.conv3"] == "256x56x56"
    assert outputs["conv3_x.3.conv3"] == "512x28x28"
    assert outputs["conv4_x.5.conv3"] == "1024x14x14"
    assert outputs["conv5_x.2.conv3"] == outputs["last_bn"] == "2048x7x7"


@pytest.mark.parametrize("name", NAMES)
def test_order_of_the_layers(name):
    """Each normalisation comes right before the weights of its number; none after an addition."""
    net = models.build(name).eval()
    order = []
    for key, module in net.named_modules():
        if isinstance(module, nn.Conv2d | nn.BatchNorm2d):
            module.register_forward_hook(lambda *_, key=key: order.append(key))
    net(torch.rand(1, *models.input_shape(name)))
    stages = ["conv2_x", "conv3_x"] if name == "preact_resnet50" else ["filters16", "filters32"]
    layers = [1, 2, 3] if name == "preact_resnet50" else [1, 2]
    inside = [f"{kind}{i}" for i in layers for kind in ("bn", "conv")]
    first = [key for key in order if key.startswith(f"{stages[0]}.0.") and "shortcut" not in key]
    assert first == [f"{stages[0]}.0.{layer}" for layer in inside[1:]]
    assert order[:2] == ["conv1", "bn1"]  # the first activation, before the two ways part
    for stage, block in ((stages[0], 1), (stages[1], 0)):
        got = [key for key in order if key.startswith(f"{stage}.{block}.") and "short" not in key]
        assert got == [f"{stage}.{block}.{layer}" for layer in inside]
    assert order[-1] == "last_bn"


@pytest.mark.parametrize("name", NAMES)
def test_the_way_around_is_the_identity(name):
    """With all residuals at zero, a stage of same-shaped blocks returns its input, below 0 too."""
    net = models.build(name).eval()
    bottleneck = name == "preact_resnet50"
    blocks = (net.conv2_x if bottleneck else net.filters16)[1:]
    for block in blocks:
        nn.init.zeros_((block.conv3 if bottleneck else block.conv2).weight)
    x = torch.randn(1, 256 if bottleneck else 16, 8, 8)
    assert torch.equal(blocks(x), x)


def test_shortcuts_where_the_shape_changes():
    """A takes the input as it is, a projection its activation; neither is normalised afterwards."""
    torch.manual_seed(0)
    x = torch.randn(1, 16, 8, 8)
    basic = PreActBasicBlock(16, 32, stride=2).eval()
    nn.init.zeros_(basic.conv2.weight)
    assert torch.equal(basic(x)[:, :16], x[:, :, ::2, ::2]) and not basic(x)[:, 16:].any()
    bottleneck = PreActBottleneck(16, 32, stride=2, stride_in="1x1").eval()
    nn.init.zeros_(bottleneck.conv3.weight)
    active = torch.relu(bottleneck.bn1(x))
    expected = nn.functional.conv2d(active, bottleneck.shortcut.weight, stride=2)
    assert torch.allclose(bottleneck(x), expected)


@pytest.mark.parametrize("name", NAMES)
def test_a_step_at_the_published_size(name):
    assert train_one_step(name).shape == (1, 1000 if name == "preact_resnet50" else 10)


@pytest.mark.parametrize(("name", "smallest"), [("preact_resnet20", 4), ("preact_resnet50", 32)])
def test_sizes_that_are_accepted(name, smallest):
    net = models.build(name, num_classes=5, in_channels=2).eval()
    assert net(torch.rand(1, 2, smallest, smallest + 5)).shape == (1, 5)
    rule = rf"{name}: x has shape .*expected \(N, 2, H, W\) with H at least {smallest}"
    for shape in [(1, 2, smallest - 1, 64), (1, 3, 64, 64), (2, 64, 64)]:
        with pytest.raises(ValueError, match=rule):
            net(torch.rand(shape))


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("preact_resnet20", {"num_classes": 0}, "num_classes is 0, expected at least 1"),
        ("preact_resnet110", {"in_channels": 0}, "in_channels is 0, expected at least 1"),
        ("preact_resnet50", {"stride_in": None}, "stride_in is None, expected '1x1' or '3x3'"),
    ],
)
def test_bad_options(name, options, message):
    with pytest.raises(ValueError, match=f"{name}: {message}"):
        models.build(name, **options)


@pytest.mark.parametrize("name", SMALL)
def test_width(name):
    """As of `resnet20`: as many weights in as many layers, for each width."""
    narrow = make(name, width=4)
    other = make(name.removeprefix("preact_"), width=4)
    assert summary(narrow, (3, 32, 32)).total.params == summary(other, (3, 32, 32)).total.params
    assert narrow.conv1.out_channels == 4 and list(narrow.state_dict()) == list(
        make(name).state_dict()
    )
    with pytest.raises(ValueError, match=f"{name}: width is 0, expected at least 1"):
        models.build(name, width=0)
