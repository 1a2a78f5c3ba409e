"""DenseNets against tables 1 and 2 of their paper."""

import re
from functools import cache
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnlib import models
from cnnlib.inspect import summary
from cnnlib.models.densenet import BottleneckLayer, DenseLayer
from tests.models.steps import train_one_step
from tests.tables import rows

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published"
IMAGENET = ["densenet121", "densenet169", "densenet201", "densenet264"]
SMALL = ["densenet", "densenet_bc"]
TABLE_2 = [row for row in rows(PUBLISHED / "cifar10.csv") if row["network"].startswith("DenseNet")]


def make(function, *arguments, **options):
    with torch.device("meta"):
        return getattr(models, function)(*arguments, **options)


@cache
def table(name):
    """The output of each layer, by its name, and the totals."""
    result = summary(make(name), models.input_shape(name))
    return {row.layer.removeprefix("features."): row.output for row in result.rows}, result.total


def published(name):
    """The layers of each block, from densenet.csv."""
    number = name.removeprefix("densenet")
    row = next(r for r in rows(PUBLISHED / "densenet.csv") if r["network"] == f"DenseNet-{number}")
    return [int(row[f"block{i}"]) for i in range(1, 5)]


def weights_of(layers, channels, growth_rate, bottleneck):
    """Parameters of a dense block, by the paper's arithmetic, and the channels after it."""
    count, k = 0, growth_rate
    for _ in range(layers):
        if bottleneck:
            count += 2 * channels + channels * 4 * k + 2 * 4 * k + 9 * 4 * k * k
        else:
            count += 2 * channels + 9 * channels * k
        channels += k
    return count, channels


@pytest.mark.parametrize("name", IMAGENET)
def test_parameters(name):
    counted = {r["network"]: int(r["parameters"]) for r in rows(PUBLISHED / "parameters.csv")}
    count, channels = 3 * 49 * 64 + 2 * 64, 64
    for i, layers in enumerate(published(name), start=1):
        block, channels = weights_of(layers, channels, 32, bottleneck=True)
        count += block
        if i < 4:
            count += 2 * channels + channels * (channels // 2)
            channels //= 2
    count += 2 * channels + 1001 * channels - channels + 1000
    params = sum(p.numel() for p in make(name).parameters())
    assert params == count == counted[f"DenseNet-{name.removeprefix('densenet')}"]


@pytest.mark.parametrize("name", IMAGENET)
def test_blocks_and_output_sizes_of_table_1(name):
    outputs, total = table(name)
    blocks = published(name)
    assert outputs["conv"] == "64x112x112" and outputs["pool"] == "64x56x56"
    channels = 64
    for i, (layers, size) in enumerate(zip(blocks, (56, 28, 14, 7), strict=True), start=1):
        found = [key for key in outputs if re.fullmatch(rf"block{i}\.layer\d+\.conv2", key)]
        assert len(found) == layers
        for j in range(1, layers + 1):
            # Layer j of a block sees k0 + (j - 1) k maps.
            assert outputs[f"block{i}.layer{j}.norm1"] == f"{channels}x{size}x{size}"
            assert outputs[f"block{i}.layer{j}.conv1"] == f"128x{size}x{size}"
            assert outputs[f"block{i}.layer{j}.conv2"] == f"32x{size}x{size}"
            channels += 32
        if i < 4:
            channels //= 2
            assert outputs[f"transition{i}.conv"] == f"{channels}x{size}x{size}"
            assert outputs[f"transition{i}.pool"] == f"{channels}x{size // 2}x{size // 2}"
    last = {"densenet121": 1024, "densenet169": 1664, "densenet201": 1920, "densenet264": 2688}
    assert channels == last[name]
    assert outputs["average_pool"] == f"{channels}x1x1" and total.output == "1000"


@pytest.mark.parametrize("name", IMAGENET)
def test_depth_in_the_name(name):
    """DenseNet-264 has 265: two layers for each pair and five more are an odd number."""
    layers = sum(p.ndim > 1 for p in make(name).parameters())
    assert layers == {"densenet264": 265}.get(name, int(name.removeprefix("densenet")))


@pytest.mark.parametrize(
    ("name", "macs"),
    [
        ("densenet121", 2_834_161_664),
        ("densenet169", 3_359_843_328),
        ("densenet201", 4_291_365_888),
        ("densenet264", 5_751_653_376),
        ("densenet", 264_812_928),
        ("densenet_bc", 287_929_692),
    ],
)
def test_macs(name, macs):
    assert table(name)[1].macs == macs


@pytest.mark.parametrize("name", ["densenet121", "densenet"])
def test_macs_as_torch_counts_them(name):
    """Its counter takes a multiplication and an addition as two."""
    net = make(name).eval()
    with FlopCounterMode(display=False) as judge, torch.device("meta"):
        net(torch.zeros(1, *models.input_shape(name)))
    assert judge.get_total_flops() == 2 * table(name)[1].macs


@pytest.mark.parametrize("row", TABLE_2, ids=lambda row: f"{row['network']} {row['layers']}")
def test_parameters_of_table_2(row):
    """Counted by the paper's arithmetic, and rounded as it prints them."""
    kind, growth_rate = re.fullmatch(r"DenseNet(-BC)?, growth rate (\d+)", row["network"]).groups()
    depth, k, bc = int(row["layers"]), int(growth_rate), kind is not None
    layers = (depth - 4) // (6 if bc else 3)
    channels = 2 * k if bc else 16
    count = 27 * channels
    for i in range(3):
        block, channels = weights_of(layers, channels, k, bottleneck=bc)
        count += block + 2 * channels
        if i < 2:
            kept = channels // 2 if bc else channels
            count, channels = count + channels * kept, kept
    count += 10 * channels + 10
    net = make("densenet_bc" if bc else "densenet", depth, k)
    assert sum(p.numel() for p in net.parameters()) == count
    assert f"{count / 1e6:.1f}" == row["parameters_millions"]
    assert sum(p.ndim > 1 for p in net.parameters()) == depth


def test_six_networks_of_table_2_were_compared():
    assert len(TABLE_2) == 6


@pytest.mark.parametrize("name", SMALL)
def test_output_sizes_of_the_small_networks(name):
    """Blocks on 32, 16 and 8 cells a side."""
    outputs, _ = table(name)
    layers, k = (12, 12) if name == "densenet" else (16, 12)
    conv = "conv" if name == "densenet" else "conv2"
    for i, size in enumerate((32, 16, 8), start=1):
        for j in range(1, layers + 1):
            assert outputs[f"block{i}.layer{j}.{conv}"] == f"{k}x{size}x{size}"
    assert outputs["conv"] == ("16x32x32" if name == "densenet" else "24x32x32")
    assert outputs["last_norm"] == ("448x8x8" if name == "densenet" else "342x8x8")


@pytest.mark.parametrize(
    ("bottleneck", "compression", "first", "kept"),
    [(False, 1.0, 16, 52), (True, 1.0, 16, 52), (False, 0.5, 16, 26), (True, 0.5, 24, 30)],
    ids=["plain", "B", "C", "BC"],
)
def test_options_of_the_paper(bottleneck, compression, first, kept):
    """Three layers in each block of k = 12: 36 new maps before a transition."""
    depth = 22 if bottleneck else 13
    net = models.densenet(depth, 12, bottleneck, compression)
    assert net.features.conv.out_channels == first
    assert net.features.transition1.conv.out_channels == kept
    kind = BottleneckLayer if bottleneck else DenseLayer
    assert [type(layer) for layer in net.features.block1] == [kind] * 3


@pytest.mark.parametrize("name", ["densenet", "densenet_bc"])
def test_maps_are_reused_as_they_are(name):
    """What a block takes in comes out unchanged, before what each layer adds."""
    block = models.build(name).features.block1
    x = torch.rand(2, 16 if name == "densenet" else 24, 8, 8)
    after = x
    for layer in block[:3]:
        before, after = after, layer(after)
        assert torch.equal(after[:, :-12], before) and after.shape[1] == before.shape[1] + 12


def test_dropout_is_after_every_convolution_but_the_first():
    torch.manual_seed(0)
    for layer in (DenseLayer(8, 4, dropout=0.5), BottleneckLayer(8, 4, dropout=0.5)):
        new = layer(torch.rand(4, 8, 16, 16))[:, 8:]
        assert 0.4 < (new == 0).float().mean() < 0.6
        assert (layer.eval()(torch.rand(4, 8, 16, 16))[:, 8:] != 0).all()
    net = models.densenet_bc(22, 4, dropout=0.2)
    counted = []
    real = nn.functional.dropout
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nn.functional, "dropout", lambda x, p, t: counted.append(p) or real(x, p, t))
        net(torch.rand(1, 3, 32, 32))
    convolutions = sum(isinstance(m, nn.Conv2d) for m in net.modules())
    assert counted == [0.2] * (convolutions - 1)


@pytest.mark.parametrize("name", [*SMALL, *IMAGENET])
def test_a_step_at_the_published_size(name):
    assert train_one_step(name).shape == (1, 1000 if name in IMAGENET else 10)


@pytest.mark.parametrize(("name", "smallest"), [("densenet_bc", 4), ("densenet121", 32)])
def test_sizes_that_are_accepted(name, smallest):
    net = models.build(name, num_classes=5, in_channels=2).eval()
    for size in [(smallest, smallest), (smallest + 7, smallest)]:
        assert net(torch.rand(1, 2, *size)).shape == (1, 5)
    rule = rf"{name}: x has shape .*expected \(N, 2, H, W\) with H at least {smallest}"
    for shape in [(1, 2, smallest - 1, 64), (1, 3, 64, 64), (2, 64, 64)]:
        with pytest.raises(ValueError, match=rule):
            net(torch.rand(shape))


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("densenet", {"depth": 41}, r"depth is 41, expected 3n \+ 4, such as 40 or 100"),
        ("densenet", {"depth": 43, "bottleneck": True}, r"depth is 43, expected 6n \+ 4"),
        ("densenet", {"depth": 4}, "depth is 4, expected at least 7"),
        ("densenet_bc", {"depth": 7}, "depth is 7, expected at least 10"),
        ("densenet", {"growth_rate": 0}, "growth_rate is 0, expected at least 1"),
        ("densenet", {"bottleneck": "yes"}, "bottleneck is 'yes', expected False or True"),
        ("densenet", {"compression": 1.5}, "compression is 1.5, expected 0 to 1"),
        ("densenet", {"compression": 0.001}, "compression is 0.001, which leaves none of 160 maps"),
        ("densenet", {"dropout": -0.2}, "dropout is -0.2, expected 0 to 1"),
        ("densenet_bc", {"num_classes": 0}, "num_classes is 0, expected at least 1"),
        ("densenet121", {"in_channels": 0}, "in_channels is 0, expected at least 1"),
        ("densenet169", {"weights": "best"}, "weights is 'best', expected None or 'imagenet'"),
    ],
)
def test_bad_options(name, options, message):
    with pytest.raises(ValueError, match=f"{name}: {message}"):
        models.build(name, **options)


@pytest.mark.parametrize("options", [{"depth": 40.0}, {"growth_rate": "12"}], ids=str)
def test_no_numbers(options):
    with pytest.raises(TypeError, match=f"densenet: {next(iter(options))} is"):
        models.densenet(**options)
