"""Inception-v2 against figure 5 of its paper."""

from pathlib import Path

import pytest
import torch
from torch import nn

from cnnlib import models
from cnnlib.models.inception_v2 import FIGURE_5, Reduction
from tests.models.depth import weight_layers
from tests.models.steps import layers, published_parameters, reach, train_one_step
from tests.refusal import assert_refused
from tests.tables import rows

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published"
TABLE = rows(PUBLISHED / "inception_v2.csv")

# The rows of figure 5 by the last of our layers that belongs to them.
PLACES = ["conv1", "pool1", "conv2", "pool2"]
PLACES += [f"inception_{name}" for name in FIGURE_5]
PLACES += ["average_pool"]

# What the figure prints and other cells of it contradict: (place, column): (printed, right).
WRONG = {
    ("conv2", "depth"): ("1", 2),  # its reduction is a layer too
    ("inception_3c", "size"): ("28", 14),  # that of its input
    ("inception_4c", "pool_projection"): ("128", 96),  # or its branches are not 576 maps
    ("inception_4d", "pool_projection"): ("128", 96),
    ("inception_4e", "size"): ("14", 7),
}


def right(place, row, column):
    """The number in a cell, the right one where the printed one is wrong."""
    if (place, column) in WRONG:
        printed, number = WRONG[place, column]
        assert row[column] == printed
        return number
    return int(row[column])


def test_parameters_and_macs():
    total = layers("inception_v2")["total"]
    assert total.params == published_parameters("Inception-v2") == 11_188_288
    assert total.macs == 1_934_857_216


def test_output_sizes_of_the_figure():
    with torch.device("meta"):
        net, x = models.inception_v2(), torch.zeros(1, 3, 224, 224)
    sizes = {}
    for place in PLACES:
        net.get_submodule(place).register_forward_hook(
            lambda _module, _inputs, output, place=place: sizes.update({place: output.shape[1:]})
        )
    net(x)
    for place, row in zip(PLACES, TABLE, strict=True):
        size = right(place, row, "size")
        assert sizes[place] == (int(row["maps"]), size, size), place


def test_widths_of_the_figure():
    for place, row in zip(PLACES, TABLE, strict=True):
        if not place.startswith("inception"):
            continue
        widths = dict(FIGURE_5[place[-2:]])
        for column in ("n3x3_reduce", "n3x3", "double_reduce", "double_3x3"):
            assert widths.pop(column) == int(row[column]), place
        assert widths.pop("n1x1", 0) == int(row["n1x1"]), place
        if row["pool_projection"] == "pass through":
            assert row["pool"] == "maximum" and row["stride"] == "2" and not widths, place
        else:
            assert widths == {row["pool"]: right(place, row, "pool_projection")}, place


def test_the_printed_projections_would_not_fit():
    """With 128 the branches of (4c) and (4d) give 608 maps, and (4e) 1,056."""
    for row in TABLE:
        if row["layer"] in ("inception 4c", "inception 4d"):
            branches = ("n1x1", "n3x3", "double_3x3", "pool_projection")
            assert sum(int(row[name]) for name in branches) == 608
            assert int(row["maps"]) == 608 - 128 + 96
        if row["layer"] == "inception 4e":
            assert int(row["n3x3"]) + int(row["double_3x3"]) + 576 == int(row["maps"]) == 1024


def test_kernels_and_strides_of_the_figure():
    with torch.device("meta"):
        net = models.inception_v2()
    kinds = {"conv1": net.conv1[0], "conv2": net.conv2.conv, "pool1": net.pool1, "pool2": net.pool2}
    for place, layer in kinds.items():
        row = TABLE[PLACES.index(place)]
        kernel, stride = int(row["kernel"]), int(row["stride"])
        assert layer.kernel_size in (kernel, (kernel, kernel)), place
        assert layer.stride in (stride, (stride, stride)), place
    assert (net.conv2_reduce.conv.out_channels, net.conv2.conv.out_channels) == (64, 192)
    pools = [type(module["pool"][0]) for module in (net.inception_5a, net.inception_5b)]
    assert pools == [nn.AvgPool2d, nn.MaxPool2d]


def test_depth():
    """The figure's, the linear layer, and the separable convolution counted as two."""
    printed = sum(right(place, row, "depth") for place, row in zip(PLACES, TABLE, strict=True))
    assert printed == 33
    assert weight_layers("inception_v2") == printed + 2


def test_first_convolution_is_separable():
    """Depth multiplier 8: the eight maps of a channel see it alone."""
    torch.manual_seed(0)
    depthwise = models.inception_v2().conv1[0]
    assert depthwise.out_channels == 8 * 3
    x = torch.zeros(1, 3, 32, 32)
    x[:, 1] = torch.rand(32, 32)
    alive = depthwise(x).abs().sum(dim=(0, 2, 3)) > 0
    assert alive.tolist() == [False] * 8 + [True] * 8 + [False] * 8


def test_reductions_hand_on_their_maps():
    torch.manual_seed(0)
    x = torch.rand(2, 320, 28, 28)
    result = Reduction(320, **FIGURE_5["3c"])(x)
    assert result.shape == (2, 576, 14, 14)
    for i, j in [(0, 0), (5, 9), (13, 13)]:
        window = x[:, :, max(2 * i - 1, 0) : 2 * i + 2, max(2 * j - 1, 0) : 2 * j + 2]
        assert torch.equal(result[:, 256:, i, j], window.amax(dim=(2, 3)))


def test_every_convolution_is_normalised_before_its_relu():
    """No bias, dropout or local response normalisation; one batch normalisation for each, but for
    the first half of the separable one."""
    net = models.inception_v2()
    kinds = [type(module) for module in net.modules()]
    assert kinds.count(nn.Conv2d) == kinds.count(nn.BatchNorm2d) + 1
    assert nn.Dropout not in kinds and nn.LocalResponseNorm not in kinds
    biased = [name for name, m in net.named_modules() if getattr(m, "bias", None) is not None]
    assert {name.split(".")[-1] for name in biased} == {"bn", "linear"}
    nn.init.constant_(net.conv2.bn.bias, -1e6)
    assert not net.conv2(torch.rand(1, 64, 5, 5)).any()


def test_one_step():
    assert train_one_step("inception_v2", batch=2).shape == (2, 1000)


def test_other_sizes():
    net = models.inception_v2(num_classes=5, in_channels=1).eval()
    assert net(torch.rand(2, 1, 32, 40)).shape == (2, 5)


BAD = {
    "no classes": (dict(num_classes=0), ValueError, "inception_v2: num_classes is 0"),
    "no channels": (dict(in_channels=0), ValueError, "inception_v2: in_channels is 0"),
    "half a class": (dict(num_classes=2.5), TypeError, "inception_v2: num_classes is 2.5"),
}


@pytest.mark.parametrize(("options", "error", "said"), BAD.values(), ids=BAD)
def test_bad_options(options, error, said):
    assert_refused(lambda: models.inception_v2(**options), error, said)


@pytest.mark.parametrize("shape", [(1, 3, 31, 64), (1, 1, 224, 224), (3, 224, 224)], ids=str)
def test_bad_inputs(shape):
    with torch.device("meta"):
        net, x = models.inception_v2(), torch.zeros(shape)
    rule = r"expected \(N, 3, H, W\) with H at least 32 and W at least 32"
    assert_refused(lambda: net(x), ValueError, rf"inception_v2: x has shape .*, {rule}")


def test_the_gradient_reaches_as_far_as_the_summary_says():
    """Through modules whose branches see more and less: the widest counts."""
    assert layers("inception_v2")["inception_4a.pool.0"].receptive_field == "155"
    assert reach(models.inception_v2(num_classes=2), "inception_4a.pool.0", 224) == 155
