"""The measured receptive field: what truly changes a cell, and what the table says."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from cnnlib import models
from cnnlib.inspect import activations, receptive_field_of, summary
from cnnlib.inspect._backward import run_from
from cnnlib.inspect._receptive_field import boxes
from tests.inspect.nets import Functional, pictures, seeded


def assert_as_in_the_table(net, layer, shape):
    stated = next(row for row in summary(net, shape).rows if row.layer == layer).receptive_field
    rows, columns = stated.split("x") if "x" in stated else (stated, stated)
    assert receptive_field_of(net, layer, shape) == (int(rows), int(columns))


@pytest.mark.parametrize(
    ("name", "layer", "side"),
    [
        ("lenet1", "h4", 28),
        ("lenet4", "c3", 32),
        ("lenet5", "s4", 32),
        ("lenet5", "c5", 32),
        ("lenet5", "output", 32),
        ("lenet5_1998", "s4", 32),
        ("alexnet_one_tower", "features.relu5", 199),
        ("nin", "mlpconv3.cccp2", 48),
        ("googlenet", "inception_3b.conv5x5", 112),
        ("inception_v2", "inception_3b.double_3x3.2.conv", 112),
        ("highway", "conv1", 28),
        ("resnet20", "filters64.2.bn2", 112),
        ("plain32", "filters32.4.conv2", 112),
        ("preact_resnet20", "filters64.2.conv2", 112),
        ("resnet18", "conv3_x.1.conv2", 112),
        ("densenet", "features.block2.layer12.conv", 112),
        ("densenet121", "features.block1.layer2.conv2", 64),
    ],
)
def test_it_is_what_the_summary_computes(name, layer, side):
    net = models.build(name)
    channels = models.input_shape(name)[0]
    assert_as_in_the_table(net, layer, (channels, side, side))


POOLED = {
    "overlapping": nn.MaxPool2d(3, 2),
    "padded": nn.MaxPool2d(3, 2, padding=1),
    "over the edge": nn.MaxPool2d((2, 3), 3, ceil_mode=True),
    "dilated": nn.MaxPool2d(2, 3, dilation=(3, 2)),
    "average": nn.AvgPool2d((3, 2), 2),
}


@pytest.mark.parametrize("pool", POOLED)
@pytest.mark.parametrize("cell", [(0, 0), (2, 1), (-1, -1)])
def test_it_is_where_a_pixel_changes_the_cell(pool, cell):
    """Each pixel in turn is made very small or very large, which no maximum overlooks."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 2, (3, 2), padding=1), POOLED[pool], nn.Conv2d(2, 2, 2))
    net = nn.Sequential(*net, nn.Tanh()).double()
    side = 14
    x = 0.1 * torch.randn(1, 1, side, side, generator=seeded(0), dtype=torch.float64)
    one_changed = torch.eye(side * side, dtype=torch.float64).view(-1, 1, side, side)
    result = activations(net, x, ["2"])["2"]
    changed = torch.zeros(side * side, dtype=torch.bool)
    for amount in (9.0, -9.0):
        other = activations(net, x + amount * one_changed, ["2"])["2"]
        changed |= (other != result)[(slice(None), slice(None), *cell)].any(dim=1)
    rows, columns = changed.view(side, side).nonzero().unbind(dim=1)
    expected = (rows.min(), columns.min(), rows.max() + 1, columns.max() + 1)
    start, _, found = run_from("test", net, x, ["3"])
    assert boxes("test", "3", found["3"], start, [cell]) == [tuple(map(int, expected))]


def test_functions_are_measured_as_layers_are():
    net = Functional()
    assert receptive_field_of(net, "conv2", (2, 12, 12)) == (8, 8)


@pytest.mark.parametrize(
    "shut",
    [F.relu, torch.tanh, torch.sigmoid, F.relu6, F.hardswish, lambda x: x.clamp(min=0), F.gelu],
)
def test_a_shut_activation_hides_nothing(shut):
    net = Functional(relu=lambda x: shut(x - 50))
    assert receptive_field_of(net, "linear", (2, 12, 12)) == (11, 11)  # a stride of 2 leaves one


def test_paths_do_not_fade_or_cancel():
    """A hundred convolutions of small weights, whose corner is below what a float32 can hold."""
    deep = nn.Sequential(*[nn.Conv2d(1, 1, 3, padding=1, bias=False) for _ in range(100)])
    for layer in deep:
        layer.weight.data.fill_(1e-3)
    assert receptive_field_of(deep, "99", (1, 210, 210)) == (201, 201)
    assert receptive_field_of(Difference(), "", (1, 9, 9)) == (3, 3)


class Difference(nn.Module):
    """What the two layers see of the middle is taken away again; of the corners it is not."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 3, bias=False)
        self.conv.weight.data.fill_(1.0)

    def forward(self, x):
        return self.conv(x) - x[:, :, 1:-1, 1:-1] - 0.5 * self.conv(x)


def test_a_weight_of_zero_is_no_path():
    net = nn.Sequential(nn.Conv2d(1, 1, 5))
    net[0].weight.data[:, :, :, 3:] = 0
    assert receptive_field_of(net, "0", (1, 9, 9)) == (5, 3)
    net[0].weight.data.zero_()
    assert receptive_field_of(net, "0", (1, 9, 9)) == (0, 0)


def test_the_edge_of_the_picture_cuts_it():
    net = nn.Sequential(nn.Conv2d(1, 1, 9, padding=4))
    assert receptive_field_of(net, "0", (1, 5, 20)) == (5, 9)


def test_pictures_of_a_batch_have_boxes_of_their_own():
    start, maps, _ = run_from("test", nn.Conv2d(2, 1, 3).double(), pictures())
    found = boxes("test", "", maps, start, [(0, 0), (9, 4), (3, 9)])
    assert found == [(0, 0, 3, 3), (9, 4, 12, 7), (3, 9, 6, 12)]
