"""The package: every name is a network, also once its module is imported."""

import importlib

import pytest
import torch
from torch import nn

from cnnlib import models
from cnnlib.inspect import summary
from cnnlib.models._table import NETWORKS


@pytest.mark.parametrize("name", models.names())
def test_networks_are_made_alike(name):
    """Without options, as `cnnlib summary` makes them, and for any classes and channels."""
    _, height, width = models.input_shape(name)
    with torch.device("meta"):
        assert isinstance(models.build(name), nn.Module)
        net = models.build(name, num_classes=7, in_channels=4).eval()
        assert net(torch.zeros(2, 4, height, width)).shape == (2, 7)


@pytest.mark.parametrize("name", models.names())
def test_a_name_stays_the_function(name):
    """densenet.py has a network named densenet: importing the module must not hide it."""
    module = importlib.import_module(f"cnnlib.models.{NETWORKS[name].module}")
    assert getattr(models, name) is getattr(module, name)
    assert getattr(models, name).__module__ == module.__name__
    assert name in dir(models) and name in module.__all__


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("resnet20", "filters64.2.bn2"),
        ("plain32", "filters32.4.conv2"),
        ("preact_resnet20", "filters64.2.conv2"),
        ("densenet", "features.block2.layer12.conv"),
    ],
)
def test_the_gradient_reaches_as_far_as_the_summary_says(name, layer):
    """The receptive field, measured: where the gradient of one cell in the middle is not zero.

    Of networks without max pooling, which passes the gradient to one cell of many.
    """
    net = models.build(name).eval()
    for p in net.parameters():
        nn.init.constant_(p, 2 / p[0].numel() if p.ndim > 1 else 1.0)  # no ReLU shuts
    x = torch.rand(1, 3, 112, 112, requires_grad=True)
    reached = []
    net.get_submodule(layer).register_forward_hook(lambda _m, _i, output: reached.append(output))
    net(x)
    height, width = reached[0].shape[2:]
    reached[0][0, 0, height // 2, width // 2].backward()
    lit = x.grad[0].abs().sum(dim=0) > 0
    spans = [
        int(side.nonzero().max() - side.nonzero().min()) + 1 for side in (lit.any(0), lit.any(1))
    ]
    stated = next(row for row in summary(net, (3, 112, 112)).rows if row.layer == layer)
    assert spans == [int(stated.receptive_field)] * 2 and max(spans) < 112


class TallAndWide(nn.Module):
    """One branch sees three rows, the other five columns."""

    def __init__(self):
        super().__init__()
        self.tall = nn.Conv2d(1, 1, (3, 1), padding=(1, 0))
        self.wide = nn.Conv2d(1, 1, (1, 5), padding=(0, 2))
        self.last = nn.Conv2d(2, 1, 1)

    def forward(self, x):
        return self.last(torch.cat([self.tall(x), self.wide(x)], dim=1))


def test_the_receptive_field_of_branches_covers_all_of_them():
    rows = {row.layer: row.receptive_field for row in summary(TallAndWide(), (1, 8, 8)).rows}
    assert (rows["tall"], rows["wide"], rows["last"]) == ("3x1", "1x5", "3x5")
