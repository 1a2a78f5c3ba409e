"""ResNets and plain networks against table 1, §4.2 and table 6 of their paper."""

from functools import cache
from pathlib import Path

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from cnnlib import models
from cnnlib.inspect import summary
from cnnlib.models.resnet import BasicBlock, Bottleneck, ZeroPadding
from tests.models.steps import train_one_step
from tests.tables import rows

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published"
IMAGENET = ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]
CIFAR = {"resnet20": 20, "resnet32": 32, "resnet44": 44, "resnet56": 56, "resnet110": 110}
PLAIN = {"plain20": 20, "plain32": 32, "plain44": 44, "plain56": 56}
STAGES = ["conv2_x", "conv3_x", "conv4_x", "conv5_x"]

# Multiply-adds at 224 x 224. Table 1 prints 1.8, 3.6, 3.8, 7.6 and 11.3 billion.
MACS = {
    "resnet18": 1_814_073_344,
    "resnet34": 3_663_761_408,
    "resnet50": 3_857_973_248,
    "resnet101": 7_570_194_432,
    "resnet152": 11_282_415_616,
}


def make(name, **options):
    with torch.device("meta"):
        return models.build(name, **options)


@cache
def table(name, **options):
    """The output of each layer, by its name, and the totals."""
    result = summary(make(name, **options), models.input_shape(name))
    return {row.layer: row.output for row in result.rows}, result.total


def published(name, column):
    """A cell of resnet.csv, of the row of this network."""
    row = next(r for r in rows(PUBLISHED / "resnet.csv") if r["network"] == f"ResNet-{name[6:]}")
    return row[column]


@pytest.mark.parametrize("name", IMAGENET)
def test_parameters(name):
    """With shortcut B, batch normalisation's scales and shifts counted."""
    counted = {r["network"]: int(r["parameters"]) for r in rows(PUBLISHED / "parameters.csv")}
    assert table(name)[1].params == counted[f"ResNet-{name[6:]}"]


@pytest.mark.parametrize("name", IMAGENET)
def test_blocks_are_those_of_table_1(name):
    net = make(name)
    block = {"basic": BasicBlock, "bottleneck": Bottleneck}[published(name, "block")]
    for stage in STAGES:
        blocks = getattr(net, stage)
        assert len(blocks) == int(published(name, stage))
        assert all(type(one) is block for one in blocks)


@pytest.mark.parametrize("name", IMAGENET)
def test_depth_in_the_name(name):
    """Convolutions and the linear layer, the projections of shortcuts not counted."""
    layers = [n for n, p in make(name).named_parameters() if p.ndim > 1 and "shortcut" not in n]
    assert len(layers) == int(name.removeprefix("resnet"))


@pytest.mark.parametrize("stride_in", ["1x1", "3x3"])
@pytest.mark.parametrize("name", IMAGENET)
def test_output_sizes_of_table_1(name, stride_in):
    """112, 56, 28, 14, 7 and 1, wherever the stride is."""
    bottleneck = published(name, "block") == "bottleneck"
    outputs, total = table(name, stride_in=stride_in) if bottleneck else table(name)
    assert outputs["conv1"] == "64x112x112" and outputs["pool"] == "64x56x56"
    maps = [256, 512, 1024, 2048] if bottleneck else [64, 128, 256, 512]
    for stage, channels, size in zip(STAGES, maps, (56, 28, 14, 7), strict=True):
        last = f"{stage}.{int(published(name, stage)) - 1}.bn{3 if bottleneck else 2}"
        assert outputs[last] == f"{channels}x{size}x{size}"
    assert outputs["average_pool"] == f"{maps[-1]}x1x1" and total.output == "1000"


@pytest.mark.parametrize("name", IMAGENET)
def test_macs(name):
    assert table(name)[1].macs == MACS[name]


@pytest.mark.parametrize("name", ["resnet34", "resnet50", "resnet56"])
def test_macs_as_torch_counts_them(name):
    """Its counter takes a multiplication and an addition as two."""
    net = make(name).eval()
    with FlopCounterMode(display=False) as judge, torch.device("meta"):
        net(torch.zeros(1, *models.input_shape(name)))
    assert judge.get_total_flops() == 2 * table(name)[1].macs


@pytest.mark.parametrize(
    ("name", "shortcut", "printed"),
    [
        ("resnet18", "A", 1.8),
        ("resnet18", "B", 1.8),
        ("resnet34", "A", 3.6),  # table 1 has A here: with B it is 3.66
        ("resnet50", "B", 3.9),  # table 1: 3.8, which is 3.86 cut off
        ("resnet101", "B", 7.6),
        ("resnet152", "B", 11.3),
    ],
)
def test_operations_of_table_1(name, shortcut, printed):
    macs = table(name, shortcut=shortcut)[1].macs
    assert f"{macs / 1e9:.1f}" == str(printed)
    said = float(published(name, "operations")) / 1e9
    assert said == (3.8 if name == "resnet50" else printed)


@pytest.mark.parametrize(
    ("name", "macs"),
    [("resnet50", 4.09), ("resnet101", 7.80), ("resnet152", 11.51)],
)
def test_stride_in_3x3_costs_more_and_weighs_the_same(name, macs):
    """The syllabus's numbers for torchvision's variant, in billions."""
    total = table(name, stride_in="3x3")[1]
    assert f"{total.macs / 1e9:.2f}" == f"{macs:.2f}"
    assert total.params == table(name)[1].params


def test_a_block_of_each_kind_weighs_what_figure_5_says():
    """Without normalisation: 73,728 and 69,632, nearly the same."""
    net18, net50 = make("resnet18"), make("resnet50")
    weights = [
        sum(p.numel() for p in net.conv2_x[1].parameters() if p.ndim == 4) for net in (net18, net50)
    ]
    assert weights == [73_728, 69_632]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("resnet18", {"A": 11_515_688, "B": 11_689_512, "C": 12_043_816}),
        ("resnet34", {"A": 21_623_848, "B": 21_797_672, "C": 22_716_840}),
        ("resnet20", {"A": 269_722, "B": 272_474, "C": 283_962}),
    ],
)
def test_parameters_by_shortcut(name, counts):
    for kind, count in counts.items():
        net = make(name, shortcut=kind)
        assert sum(p.numel() for p in net.parameters()) == count
        projections = [n for n, _ in net.named_parameters() if n.endswith("shortcut.0.weight")]
        stages = 2 if name == "resnet20" else 3
        blocks = sum(type(m) is BasicBlock for m in net.modules())
        assert len(projections) == {"A": 0, "B": stages, "C": blocks}[kind]


@pytest.mark.parametrize("name", [*CIFAR, *PLAIN])
def test_small_networks(name):
    """Depth 6n + 2; 16, 32 and 64 filters on 32, 16 and 8 cells a side; plain as many as A."""
    depth = (CIFAR | PLAIN)[name]
    n = (depth - 2) // 6
    net = make(name)
    layers = [p for p in net.parameters() if p.ndim > 1]
    assert len(layers) == depth == 6 * n + 2
    outputs, total = table(name)
    for filters, size in ((16, 32), (32, 16), (64, 8)):
        for block in range(n):
            for layer in ("conv1", "conv2"):
                stage = f"filters{filters}.{block}.{layer}"
                assert outputs[stage] == f"{filters}x{size}x{size}"
    # 3 x 3 convolutions with two numbers of normalisation for each map, and the last layer.
    convolutions = [(3, 16), *[(16, 16)] * 2 * n, (16, 32), *[(32, 32)] * (2 * n - 1)]
    convolutions += [(32, 64), *[(64, 64)] * (2 * n - 1)]
    assert total.params == sum(9 * i * o + 2 * o for i, o in convolutions) + 650


@pytest.mark.parametrize(("name", "depth"), CIFAR.items())
def test_parameters_of_table_6(name, depth):
    printed = next(
        row["parameters_millions"]
        for row in rows(PUBLISHED / "cifar10.csv")
        if row["network"] == "ResNet" and row["layers"] == str(depth)
    )
    count = sum(p.numel() for p in make(name).parameters()) / 1e6
    decimals = len(printed.partition(".")[2])
    assert f"{count:.{decimals}f}" == printed


def test_zero_padding_keeps_every_second_cell():
    x = torch.arange(2 * 5 * 5.0).reshape(1, 2, 5, 5)
    y = ZeroPadding(new_channels=3, stride=2)(x)
    assert y.shape == (1, 5, 3, 3)
    assert torch.equal(y[:, :2], x[:, :, ::2, ::2]) and not y[:, 2:].any()


@pytest.mark.parametrize("name", ["resnet20", "resnet18", "resnet50"])
def test_a_block_whose_residual_is_zero_is_the_identity(name):
    """Of what the block before it made: values from 0 on, which its ReLU lets pass."""
    net = models.build(name).eval()
    stage = net.filters16 if name == "resnet20" else net.conv2_x
    last = stage[1].bn3 if name == "resnet50" else stage[1].bn2
    torch.nn.init.zeros_(last.weight)
    x = torch.rand(1, last.num_features, 8, 8)
    assert torch.equal(stage[1](x), x)


def test_a_plain_network_differs_by_the_addition_alone():
    """The same names and weights, but not the same function."""
    plain, residual = models.plain20().eval(), models.resnet20().eval()
    residual.load_state_dict(plain.state_dict())
    x = torch.rand(2, 3, 32, 32)
    assert not torch.allclose(plain(x), residual(x))
    for block in residual.modules():
        if type(block) is BasicBlock:
            del block.shortcut
            block.shortcut = lambda _: 0.0
    assert torch.equal(plain(x), residual(x))


@pytest.mark.parametrize("name", ["resnet18", "resnet20", "plain20"])
def test_initial_weights(name):
    """He's: of mean 0 and variance 2/fan-in; biases 0."""
    torch.manual_seed(0)
    for key, p in models.build(name).named_parameters():
        if p.ndim > 1:
            fan_in = p[0].numel()
            assert p.var().item() == pytest.approx(2 / fan_in, rel=0.2), key
            assert abs(p.mean().item()) < 0.2 * (2 / fan_in) ** 0.5, key
    assert not models.build(name).fc.bias.any()


@pytest.mark.parametrize("name", [*PLAIN, *CIFAR, *IMAGENET])
def test_a_step_at_the_published_size(name):
    """Every parameter gets a gradient."""
    assert train_one_step(name).shape == (1, 1000 if name in IMAGENET else 10)


@pytest.mark.parametrize(("name", "smallest"), [("resnet18", 32), ("resnet20", 4), ("plain20", 4)])
def test_sizes_that_are_accepted(name, smallest):
    net = models.build(name, num_classes=5, in_channels=2).eval()
    for size in [(smallest, smallest), (smallest + 7, smallest)]:
        assert net(torch.rand(1, 2, *size)).shape == (1, 5)
    rule = rf"{name}: x has shape .*expected \(N, 2, H, W\) with H at least {smallest}"
    for shape in [(1, 2, smallest - 1, 64), (1, 2, 64, smallest - 1), (1, 3, 64, 64), (2, 64, 64)]:
        with pytest.raises(ValueError, match=rule):
            net(torch.rand(shape))


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("resnet18", {"num_classes": 0}, "resnet18: num_classes is 0, expected at least 1"),
        ("resnet20", {"in_channels": 0}, "resnet20: in_channels is 0, expected at least 1"),
        ("plain20", {"num_classes": -1}, "plain20: num_classes is -1, expected at least 1"),
        ("resnet34", {"shortcut": "D"}, "resnet34: shortcut is 'D', expected 'A' or 'B' or 'C'"),
        ("resnet56", {"shortcut": "b"}, "resnet56: shortcut is 'b', expected 'A' or 'B' or 'C'"),
        ("resnet50", {"stride_in": "2x2"}, "stride_in is '2x2', expected '1x1' or '3x3'"),
        ("resnet50", {"weights": "cifar"}, "weights is 'cifar', expected None or 'imagenet'"),
    ],
)
def test_bad_options(name, options, message):
    with pytest.raises(ValueError, match=message):
        models.build(name, **options)


@pytest.mark.parametrize("options", [{"num_classes": 2.0}, {"in_channels": "3"}], ids=str)
def test_no_numbers(options):
    with pytest.raises(TypeError, match=next(iter(options))):
        models.resnet18(**options)


@pytest.mark.parametrize("name", [*PLAIN, *CIFAR])
def test_width(name):
    """Filters are in proportion to the width, whose default is the paper's; names stay."""
    paper, narrow = (make(name, **option).state_dict() for option in ({}, {"width": 4}))
    assert list(paper) == list(narrow)
    for key, p in paper.items():
        expected = [n // 4 if n in (16, 32, 64) else n for n in p.shape]
        assert list(narrow[key].shape) == expected, key
    assert models.build(name, width=1).eval()(torch.rand(1, 3, 8, 8)).shape == (1, 10)
    with pytest.raises(ValueError, match=f"{name}: width is 0, expected at least 1"):
        models.build(name, width=0)
    with pytest.raises(TypeError, match=f"{name}: width is 1.5"):
        models.build(name, width=1.5)
